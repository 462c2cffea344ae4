package dev.heed.conformance.mutants;

import dev.heed.Backend;
import java.util.function.Supplier;

/**
 * One wrong backend.
 *
 * @param name what is wrong with it
 * @param rule the rule that it breaks
 * @param backend opens it
 */
record Flaw(String name, String rule, Supplier<Backend> backend) {
    @Override
    public String toString() {
        return rule + " (" + name + ")";
    }
}
