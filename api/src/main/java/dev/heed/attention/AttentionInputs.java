package dev.heed.attention;

import dev.heed.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One call's data. B is the batch, Tq the queries, Tk the keys; the heads and widths are the spec's.
 *
 * @param query [B, heads, Tq, headWidth]
 * @param key [B, keyValueHeads, Tk, headWidth]
 * @param value [B, keyValueHeads, Tk, valueWidth]
 * @param mask what this call masks besides the spec's mask
 * @param queryLengths how many queries each batch entry has, when they differ; the outputs past them are zeros (rule
 *     ATT-17). Empty means Tq for all.
 * @param queryPositions the positions that rotate the queries, INT32 or INT64, [B, Tq] or [Tq]; empty counts them from
 *     the aligned position (rule ATT-18)
 * @param keyPositions the positions that rotate the keys, [B, Tk] or [Tk]; empty counts them from 0
 */
public record AttentionInputs(
        Tensor query,
        Tensor key,
        Tensor value,
        Mask mask,
        List<Integer> queryLengths,
        Optional<Tensor> queryPositions,
        Optional<Tensor> keyPositions) {

    /** Copies the lengths. Shapes are checked when the call is made, against the spec. */
    public AttentionInputs {
        queryLengths = List.copyOf(queryLengths);
    }

    /** Query, key and value, with nothing else. */
    public static AttentionInputs of(Tensor query, Tensor key, Tensor value) {
        return new AttentionInputs(query, key, value, Mask.none(), List.of(), Optional.empty(), Optional.empty());
    }

    /** These inputs with a mask more. */
    public AttentionInputs withMask(Mask more) {
        return new AttentionInputs(query, key, value, mask.and(more), queryLengths, queryPositions, keyPositions);
    }

    /** These inputs with the number of queries of each batch entry. */
    public AttentionInputs withQueryLengths(int... lengths) {
        List<Integer> list = Arrays.stream(lengths).boxed().toList();
        return new AttentionInputs(query, key, value, mask, list, queryPositions, keyPositions);
    }

    /** These inputs with the positions that rotate queries and keys. */
    public AttentionInputs withPositions(Tensor ofQueries, Tensor ofKeys) {
        return new AttentionInputs(query, key, value, mask, queryLengths, Optional.of(ofQueries), Optional.of(ofKeys));
    }
}
