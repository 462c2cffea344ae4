package dev.heed.models.safetensors;

import dev.heed.models.files.ModelException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that tensors fill the data of a file exactly, as the format demands: each as long as its shape and type say,
 * one after the other, without overlap or hole, to the last byte.
 */
final class Layout {
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("F4", 4),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("I16", 16),
            Map.entry("U16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("I32", 32),
            Map.entry("U32", 32),
            Map.entry("F32", 32),
            Map.entry("F64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64),
            Map.entry("C64", 64));

    private Layout() {}

    static Map<String, HeaderEntry> check(String origin, List<HeaderEntry> entries, long dataBytes) {
        Map<String, HeaderEntry> byName = new LinkedHashMap<>();
        List<HeaderEntry> inOrder = entries.stream()
                .sorted(Comparator.comparingLong(HeaderEntry::begin).thenComparingLong(HeaderEntry::end))
                .toList();
        long position = 0;
        for (HeaderEntry entry : inOrder) {
            requireSize(origin, entry);
            if (entry.end() > dataBytes) {
                throw new ModelException(origin + ": " + entry + " reaches past the end of the data, " + dataBytes
                        + " bytes long; the file is cut off or damaged.");
            }
            if (entry.begin() != position) {
                String how = entry.begin() < position ? "overlaps the tensor before it" : "leaves a hole before it";
                throw new ModelException(
                        origin + ": " + entry + " " + how + ": expected it to begin at " + position + ".");
            }
            position = entry.end();
            byName.put(entry.name(), entry);
        }
        if (position != dataBytes) {
            throw new ModelException(
                    origin + ": expected " + position + " bytes of data, as the header says, got " + dataBytes + ".");
        }
        return byName;
    }

    private static void requireSize(String origin, HeaderEntry entry) {
        Integer bits = BITS.get(entry.type());
        if (bits == null) {
            throw new ModelException(origin + ": " + entry.name() + ": unknown type " + entry.type() + ".");
        }
        if (entry.end() < entry.begin()) {
            throw new ModelException(origin + ": " + entry + " ends before it begins.");
        }
        long product = bits;
        try {
            for (long dim : entry.dims()) {
                product = Math.multiplyExact(product, dim);
            }
        } catch (ArithmeticException overflow) {
            throw new ModelException(origin + ": " + entry + " is larger than any file.", overflow);
        }
        if (product % 8 != 0 || product / 8 != entry.end() - entry.begin()) {
            throw new ModelException(origin + ": " + entry + ": expected " + product / 8
                    + " bytes for that type and shape, got " + (entry.end() - entry.begin()) + ".");
        }
    }
}
