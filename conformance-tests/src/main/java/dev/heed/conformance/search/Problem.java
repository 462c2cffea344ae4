package dev.heed.conformance.search;

import dev.heed.Backend;

/** One thing to compute, on a backend and on the oracle. */
interface Problem {
    /** Runs it on a backend. Whatever the backend throws that it should not becomes a verdict too. */
    Verdict judge(Backend backend);

    /** It as the body of a Java test, without the backend. */
    String code();
}
