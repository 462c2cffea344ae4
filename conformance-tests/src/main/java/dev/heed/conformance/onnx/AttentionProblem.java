package dev.heed.conformance.onnx;

import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.attention.ScoreStage;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An ONNX Attention (operator sets 23 and later) in the contract's words:
 *
 * <ul>
 *   <li>inputs of rank 3 are split into heads, and the output joined again;
 *   <li>past keys and values stand before the new ones;
 *   <li>{@code is_causal} and the windows of operator set 25 count from position i + past of query i, or with {@code
 *       nonpad_kv_seqlen} from the end of each batch entry's own keys (rules ATT-7 and ATT-8);
 *   <li>a mask that is shorter than the keys excludes the rest (rules ATT-4 and ATT-5).
 * </ul>
 *
 * @param flat whether the inputs were of rank 3
 * @param key past and new keys, [B, keyValueHeads, Tk, D]
 * @param value past and new values
 * @param stage what {@code qk_matmul_output} holds; empty for the weights
 * @param translations where ONNX means something else: what it is here, with the rule
 */
record AttentionProblem(
        AttentionSpec spec,
        AttentionInputs inputs,
        boolean flat,
        Reals key,
        Reals value,
        Optional<ScoreStage> stage,
        List<String> translations) {

    static AttentionProblem of(OnnxNode node) {
        Reals query = node.input(0).reals();
        boolean flat = query.shape().rank() == 3;
        int heads = (int) node.integer("q_num_heads", flat ? 0 : query.shape().dim(1));
        int keyValueHeads = (int)
                node.integer("kv_num_heads", flat ? 0 : node.input(1).shape().dim(1));
        if (heads < 1 || keyValueHeads < 1) {
            throw new IllegalArgumentException("q_num_heads, kv_num_heads: needed for inputs of rank 3");
        }
        Reals q = flat ? splitHeads(query, heads) : query;
        Reals newKey = splitIf(flat, node.input(1).reals(), keyValueHeads);
        Reals newValue = splitIf(flat, node.input(2).reals(), keyValueHeads);
        Reals key =
                node.optionalInput(4).map(past -> append(past.reals(), newKey)).orElse(newKey);
        Reals value = node.optionalInput(5)
                .map(past -> append(past.reals(), newValue))
                .orElse(newValue);
        int past = key.shape().dim(2) - newKey.shape().dim(2);

        AttentionSpec.Builder spec = AttentionSpec.builder(heads, q.shape().dim(3))
                .keyValueHeads(keyValueHeads)
                .valueWidth(value.shape().dim(3));
        node.real("scale").ifPresent(spec::scale);
        double softCap = node.real("softcap").orElse(0);
        if (softCap > 0) {
            spec.softCap(softCap);
        }
        int keys = key.shape().dim(2);
        AttentionInputs inputs = AttentionInputs.of(q.toTensor(), key.toTensor(), value.toTensor());
        List<String> translations = new ArrayList<>();
        if (node.optionalInput(3).isPresent()) {
            OnnxTensor mask = node.input(3);
            inputs = inputs.withMask(mask(mask, keys));
            if (mask.shape().dim(-1) < keys) {
                translations.add("a mask shorter than the keys excludes the rest, which is written out here ("
                        + (mask.type() == OnnxTensor.Type.BOOL ? "ATT-4" : "ATT-5") + ")");
            }
        }
        if (node.optionalInput(6).isPresent()) {
            long[] lengths = node.input(6).toLongs();
            inputs = inputs.withMask(Mask.keyLengths(
                    Arrays.stream(lengths).mapToInt(Math::toIntExact).toArray()));
        }
        Band band = new Band(
                q.shape().dim(2),
                keys,
                past,
                node.optionalInput(6).isPresent(),
                node.optionalInput(4).isPresent());
        int left = side(node, "left_window_size");
        int right = side(node, "right_window_size");
        boolean causal = node.integer("is_causal", 0) == 1;
        Mask mask = band.mask(left, causal ? 0 : right);
        band.translation(mask, causal).ifPresent(translations::add);
        return new AttentionProblem(
                spec.mask(mask).build(), inputs, flat, key, value, stage(node), List.copyOf(translations));
    }

    private static Optional<ScoreStage> stage(OnnxNode node) {
        int mode = (int) node.integer("qk_matmul_output_mode", 0);
        return switch (mode) {
            case 0 -> Optional.of(ScoreStage.SCALED);
            case 1 -> Optional.of(ScoreStage.CAPPED);
            case 2 -> Optional.of(ScoreStage.MASKED);
            case 3 -> Optional.empty();
            default -> throw new NotCovered("qk_matmul_output_mode " + mode + " is not known");
        };
    }

    private static int side(OnnxNode node, String name) {
        int size = (int) node.integer(name, -1);
        if (size < -1) {
            throw new IllegalArgumentException(name + ": expected -1 or more, got " + size);
        }
        return size == -1 ? Mask.UNBOUNDED : size;
    }

    /** The keys around a query's position, wherever that is. */
    private record Band(int queries, int keys, int past, boolean ownLengths, boolean cache) {
        Mask mask(int left, int right) {
            if (left == Mask.UNBOUNDED && right == Mask.UNBOUNDED) {
                return Mask.none();
            }
            if (ownLengths ? !cache : past == keys - queries) {
                return new Mask.Window(left, right, Alignment.BOTTOM_RIGHT);
            }
            return past == 0 ? new Mask.Window(left, right, Alignment.TOP_LEFT) : spelledOut(left, right);
        }

        /** How ONNX's position of a query, i + past, is said, where it is not the contract's own. */
        Optional<String> translation(Mask mask, boolean causal) {
            String what = causal ? "is_causal counts" : "the window counts";
            String rule = causal ? " (ATT-7)" : " (ATT-8)";
            if (mask instanceof Mask.Allowed) {
                return Optional.of(what + " from the past's length, which is written out here" + rule);
            }
            if (mask instanceof Mask.Window window && window.alignment() == Alignment.TOP_LEFT && queries != keys) {
                return Optional.of(
                        what + " from the first key, where ours counts from the last; asked for by name" + rule);
            }
            return Optional.empty();
        }

        private Mask spelledOut(int left, int right) {
            boolean[] allowed = new boolean[queries * keys];
            for (int i = 0; i < queries; i++) {
                for (int j = 0; j < keys; j++) {
                    long distance = (long) j - i - past;
                    allowed[i * keys + j] = (left == Mask.UNBOUNDED || -distance <= left)
                            && (right == Mask.UNBOUNDED || distance <= right);
                }
            }
            return Mask.allowed(Tensor.of(Shape.of(queries, keys), allowed));
        }
    }

    private static Mask mask(OnnxTensor mask, int keys) {
        Shape shape = mask.shape();
        int given = shape.dim(-1);
        boolean padded = given < keys;
        int width = padded ? keys : given;
        int rows = given == 0 ? 0 : mask.reals().values().length / given;
        int[] dims = shape.toArray();
        dims[dims.length - 1] = width;
        if (mask.type() == OnnxTensor.Type.BOOL) {
            boolean[] allowed = new boolean[rows * width];
            for (int i = 0; i < rows * given; i++) {
                allowed[i / given * width + i % given] = mask.reals().values()[i] != 0;
            }
            return Mask.allowed(Tensor.of(Shape.of(dims), allowed));
        }
        float[] addend = new float[rows * width];
        Arrays.fill(addend, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < rows * given; i++) {
            addend[i / given * width + i % given] = (float) mask.reals().values()[i];
        }
        return Mask.additive(Tensor.of(Shape.of(dims), addend));
    }

    private static Reals splitIf(boolean flat, Reals x, int heads) {
        return flat ? splitHeads(x, heads) : x;
    }

    /** [B, T, heads · width] as [B, heads, T, width]. */
    private static Reals splitHeads(Reals x, int heads) {
        int batch = x.shape().dim(0);
        int length = x.shape().dim(1);
        int width = x.shape().dim(2) / heads;
        Reals split = Reals.zeros(Shape.of(batch, heads, length, width));
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < length; t++) {
                for (int h = 0; h < heads; h++) {
                    System.arraycopy(x.values(), x.at(b, t, h * width), split.values(), split.at(b, h, t, 0), width);
                }
            }
        }
        return split;
    }

    /** [B, heads, T, width] as [B, T, heads · width]. */
    static Reals joinHeads(Reals x) {
        int batch = x.shape().dim(0);
        int heads = x.shape().dim(1);
        int length = x.shape().dim(2);
        int width = x.shape().dim(3);
        Reals joined = Reals.zeros(Shape.of(batch, length, heads * width));
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < length; t++) {
                    System.arraycopy(x.values(), x.at(b, h, t, 0), joined.values(), joined.at(b, t, h * width), width);
                }
            }
        }
        return joined;
    }

    /** Along the keys. */
    private static Reals append(Reals past, Reals added) {
        int batch = added.shape().dim(0);
        int heads = added.shape().dim(1);
        int width = added.shape().dim(3);
        int before = past.shape().dim(2);
        int after = added.shape().dim(2);
        Reals all = Reals.zeros(Shape.of(batch, heads, before + after, width));
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                System.arraycopy(past.values(), past.at(b, h, 0, 0), all.values(), all.at(b, h, 0, 0), before * width);
                System.arraycopy(
                        added.values(), added.at(b, h, 0, 0), all.values(), all.at(b, h, before, 0), after * width);
            }
        }
        return all;
    }
}
