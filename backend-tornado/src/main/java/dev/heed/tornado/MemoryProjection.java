package dev.heed.tornado;

import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.Memory;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Projects memories to keys and values of every layer, once (rule DEC-6). */
final class MemoryProjection {
    private final DecoderSpec spec;
    private final DecoderCache cache;

    MemoryProjection(DecoderSpec spec, DecoderCache cache) {
        this.spec = spec;
        this.cache = cache;
    }

    /** An entry, in pages of its own. */
    RowMemory of(Memory memory, int entry) {
        int length = memory.lengths().get(entry);
        List<Integer> pages = spec.body().layers() == 0 ? List.of() : cache.takeForMemory(KeyValuePages.of(length));
        try {
            for (int from = 0; !pages.isEmpty() && from < length; from += DecoderPlan.ROWS) {
                project(memory, entry, pages, from, Math.min(DecoderPlan.ROWS, length - from));
            }
            return new RowMemory(cache, pages, length);
        } catch (RuntimeException | Error failure) {
            cache.giveBackOfMemory(pages);
            throw failure;
        }
    }

    private void project(Memory memory, int entry, List<Integer> pages, int from, int count) {
        DecoderPlan plan = cache.plan(0, 0);
        int width = spec.memoryWidth().orElseThrow();
        FloatBuffer states = memory.states().floats();
        int start = (entry * memory.states().shape().dim(1) + from) * width;
        for (int i = 0; i < count * width; i++) {
            plan.memoryStates().set(i, states.get(start + i));
        }
        CallData nothing = new CallData();
        plan.header(nothing, true);
        plan.enter(nothing, 0);
        CallData data = new CallData();
        plan.header(data, false);
        data.set(CallHeader.ROWS, count);
        data.begin(CallHeader.SLOTS);
        for (int t = from; t < from + count; t++) {
            int page = pages.get(t / KeyValuePages.TOKENS);
            data.add(page * KeyValuePages.TOKENS + t % KeyValuePages.TOKENS);
        }
        plan.project(data, count);
    }

    /** All entries. */
    List<RowMemory> of(Memory memory) {
        List<RowMemory> all = new ArrayList<>();
        try {
            for (int entry = 0; entry < memory.rows(); entry++) {
                all.add(of(memory, entry));
            }
            return all;
        } catch (RuntimeException | Error failure) {
            all.forEach(RowMemory::release);
            throw failure;
        }
    }
}
