package dev.heed.tornado;

import dev.heed.decoder.DecoderSpec;
import dev.heed.encoder.TransformerSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A decoder's cache on the device, in pages, and the plan that works on it. It begins small and doubles: then the plan is
 * made anew, and what the pages hold goes over the host. Used with the decoder's lock held.
 */
final class DecoderCache implements AutoCloseable {
    private static final int FIRST_PAGES = 64;
    private static final DecoderPlan.Size FIRST = new DecoderPlan.Size(0, 1024, 1024);

    private final DecoderSpec spec;
    private final TransformerWeights weights;
    private final KernelChoice choice;
    private final KeyValuePages paged;
    private final PagePool pool = new PagePool();
    private FloatArray keys = new FloatArray(1);
    private FloatArray values = new FloatArray(1);
    private DecoderPlan.Size size = FIRST;
    private DecoderPlan.Size complete = FIRST;
    private int ofMemories;
    private @Nullable DecoderPlan plan;

    DecoderCache(DecoderSpec spec, TransformerWeights weights, KernelChoice choice) {
        TransformerSpec body = spec.body();
        this.spec = spec;
        this.weights = weights;
        this.choice = choice;
        this.paged = new KeyValuePages(
                body.layers(), body.keyValueHeads(), body.headWidth(), body.keyValueHeads(), body.headWidth());
    }

    PagePool pool() {
        return pool;
    }

    /** The bytes of all pages that hold tokens of rows. */
    long bytes() {
        return bytesOf(pool.used() - ofMemories);
    }

    /** The bytes of so many pages. */
    long bytesOf(long pages) {
        return pages * (paged.keys() + paged.values()) * Float.BYTES;
    }

    /** Sees to it that so many pages are free. */
    void reserve(int pages) {
        replaceFailed();
        int needed = pool.used() + pages;
        if (needed > pool.size()) {
            grow(Math.max(needed, Math.max(FIRST_PAGES, 2 * pool.size())), needed);
        }
    }

    private void grow(int wanted, int needed) {
        long most = (Integer.MAX_VALUE - 64) / Math.max(1, Math.max(paged.keys(), paged.values()));
        if (needed > most) {
            throw new IllegalStateException("The cache of this decoder would need " + bytesOf(needed)
                    + " bytes, and has at most " + bytesOf(most)
                    + " (less than 2^31 keys); close sessions, or truncate their rows.");
        }
        try {
            growTo((int) Math.min(wanted, most));
        } catch (IllegalStateException full) {
            if (needed >= Math.min(wanted, most)) {
                throw full;
            }
            growTo(needed);
        }
    }

    /** If there is no memory for it, everything is as it was. */
    private void growTo(int pages) {
        FloatArray moreKeys = zeros(pages * paged.keys());
        FloatArray moreValues = zeros(pages * paged.values());
        replace(size.with(new DecoderPlan.Size(pages, 0, 0)), moreKeys, moreValues);
        copy(keys, moreKeys);
        copy(values, moreValues);
        keys = moreKeys;
        values = moreValues;
        pool.grow(pages);
    }

    private static FloatArray zeros(long numbers) {
        FloatArray zeros = new FloatArray(Math.max(1, Math.toIntExact(numbers)));
        zeros.init(0);
        return zeros;
    }

    private static void copy(FloatArray from, FloatArray into) {
        for (int i = 0; i < Math.min(from.getSize(), into.getSize()); i++) {
            into.set(i, from.get(i));
        }
    }

    private static FloatArray shortened(FloatArray from, long numbers) {
        FloatArray into = zeros(numbers);
        copy(from, into);
        return into;
    }

    /** The new plan has its memory promised before anything happens to the old one. */
    private DecoderPlan replace(DecoderPlan.Size by, FloatArray ofKeys, FloatArray ofValues) {
        long replaced = plan == null ? 0 : plan.bytes();
        DecoderPlan made = new DecoderPlan(spec, weights, paged, by, ofKeys, ofValues, choice, replaced);
        try {
            closePlan();
        } catch (RuntimeException | Error failure) {
            made.close();
            throw failure;
        }
        plan = made;
        size = by;
        return made;
    }

    /** What is in the pages comes to the host, from where the next plan takes it. */
    private void closePlan() {
        DecoderPlan known = plan;
        if (known != null) {
            if (pool.used() > 0 && spec.body().layers() > 0) {
                known.bringCache();
            }
            if (known.complete()) {
                complete = known.size;
            }
            plan = null;
            known.close();
        }
    }

    /** In the place of a plan that failed, the next will be as large as the last that had all it needs. */
    private void replaceFailed() {
        if (plan == null || !plan.failed()) {
            return;
        }
        closePlan();
        if (pool.shrink(complete.pages())) {
            keys = shortened(keys, complete.pages() * paged.keys());
            values = shortened(values, complete.pages() * paged.values());
            size = complete;
        }
    }

    /** The plan, which has room for rows of a length, and for so many references to pages. */
    DecoderPlan plan(int references, int length) {
        replaceFailed();
        if (pool.size() == 0) {
            reserve(1);
        }
        DecoderPlan.Size needed = new DecoderPlan.Size(pool.size(), references, length);
        DecoderPlan known = plan;
        if (known != null && known.size.holds(needed)) {
            return known;
        }
        return replace(size.with(needed), keys, values);
    }

    /** Copies a page. */
    void copy(int from, int to) {
        DecoderPlan known = plan(0, 0);
        CallData data = new CallData();
        known.header(data, true);
        data.set(CallHeader.COPIES, 1);
        data.begin(CallHeader.COPIED);
        data.add(from);
        data.add(to);
        known.enter(data, 0);
    }

    /** Pages for a memory. */
    List<Integer> takeForMemory(int count) {
        reserve(count);
        ofMemories += count;
        return IntStream.range(0, count).mapToObj(i -> pool.take()).toList();
    }

    void giveBackOfMemory(List<Integer> pages) {
        pages.forEach(pool::giveBack);
        ofMemories -= pages.size();
    }

    @Override
    public void close() {
        DecoderPlan known = plan;
        plan = null;
        if (known != null) {
            known.close();
        }
    }
}
