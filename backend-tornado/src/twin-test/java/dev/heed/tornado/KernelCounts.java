package dev.heed.tornado;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What kernels did, by kernel: numbers read from global arrays and written there, how many different ones, and operations
 * on numbers. Ints are left out: they are the same for all work-items of a group. Written to by kernels that
 * {@link CountingLoader} loaded, whose side of the fence this class is not on; one at a time.
 */
public final class KernelCounts {
    private static Map<String, KernelCounts> byKernel = new TreeMap<>();
    private static KernelCounts current = new KernelCounts();

    private long reads;
    private long writes;
    private long operations;
    private long differentReads;
    private long differentWrites;
    private final IdentityHashMap<Object, BitSet> read = new IdentityHashMap<>();
    private final IdentityHashMap<Object, BitSet> written = new IdentityHashMap<>();

    private KernelCounts() {}

    /** Forgets what was counted. */
    public static void clear() {
        byKernel = new TreeMap<>();
    }

    /** What was counted of each kernel since. */
    static Map<String, KernelCost> all() {
        Map<String, KernelCost> all = new TreeMap<>();
        byKernel.forEach((kernel, counts) -> all.put(kernel, counts.cost()));
        return all;
    }

    private KernelCost cost() {
        fold();
        return new KernelCost(reads, writes, operations, differentReads, differentWrites);
    }

    /** What comes next is another run of the kernel, for which all numbers are new. */
    private void fold() {
        differentReads += different(read);
        differentWrites += different(written);
        read.clear();
        written.clear();
    }

    private static long different(IdentityHashMap<Object, BitSet> arrays) {
        return arrays.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** The first work-item of a run of a kernel begins. */
    public static void begin(String kernel) {
        current = byKernel.computeIfAbsent(kernel, absent -> new KernelCounts());
        current.fold();
    }

    /** A number of an array is read. */
    public static void read(Object array, int index) {
        current.reads++;
        current.read.computeIfAbsent(array, absent -> new BitSet()).set(index);
    }

    /** A number of an array is written. */
    public static void write(Object array, int index) {
        current.writes++;
        current.written.computeIfAbsent(array, absent -> new BitSet()).set(index);
    }

    /** An operation on numbers. */
    public static void operation() {
        current.operations++;
    }
}
