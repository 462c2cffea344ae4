package dev.heed.nd4j;

import dev.heed.attention.Mask;
import dev.heed.spi.VisibleKeys;
import java.util.ArrayList;
import java.util.List;

/** The patterns of one mask, all of which must hold (rule ATT-13). Any number of threads may use it. */
record Patterns(List<LocalPattern> local, List<BlockPattern> blocks) {
    /** Those of a call. */
    static Patterns of(VisibleKeys visible) {
        return new Patterns(
                visible.globalLocal().stream().map(LocalPattern::of).toList(),
                visible.blockSparse().stream().map(BlockPattern::of).toList());
    }

    /** Those of an encoder's mask, which has no block maps. */
    static Patterns of(Mask mask) {
        List<LocalPattern> local = new ArrayList<>();
        collect(mask, local);
        return new Patterns(List.copyOf(local), List.of());
    }

    private static void collect(Mask mask, List<LocalPattern> local) {
        if (mask instanceof Mask.All all) {
            all.masks().forEach(each -> collect(each, local));
        } else if (mask instanceof Mask.GlobalLocal pattern) {
            local.add(LocalPattern.of(pattern));
        }
    }

    boolean none() {
        return local.isEmpty() && blocks.isEmpty();
    }
}
