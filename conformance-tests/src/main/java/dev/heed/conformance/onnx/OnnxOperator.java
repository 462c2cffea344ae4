package dev.heed.conformance.onnx;

import dev.heed.Backend;
import dev.heed.conformance.Tolerance;
import dev.heed.conformance.oracle.Reals;
import dev.heed.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One ONNX operator in terms of the contract. */
interface OnnxOperator {
    /** The outputs by index, from the oracle. */
    Map<Integer, Reals> oracle(OnnxNode node);

    /**
     * The outputs by index, from a backend; perhaps not all of them.
     *
     * @throws NotCovered if the contract has no words for this, or the backend refuses it
     */
    Map<Integer, Reals> backend(OnnxNode node, Backend backend);

    /** The longest sum on the way to an output, and c (rule PRE-2). */
    Bound bound(OnnxNode node);

    /**
     * The parts of a tolerance (rule PRE-2); the type is the output's own, or a coarser one that the vector was computed
     * in.
     */
    record Bound(double c, int longestReduction, Optional<DType> coarser) {
        Bound(double c, int longestReduction) {
            this(c, longestReduction, Optional.empty());
        }

        Tolerance tolerance(DType output) {
            DType type = coarser.filter(each -> each.unitRoundoff() > output.unitRoundoff())
                    .orElse(output);
            return new Tolerance(c, type, longestReduction);
        }
    }

    /** Where ONNX means something else than the contract: what it is in the contract's words, with the rule. */
    default List<String> translations(OnnxNode node) {
        return List.of();
    }

    /** What an ONNX vector expects, with 0 for the NaN of a query that sees nothing; empty if it has none. */
    default Optional<OnnxTensor> withoutNan(int output, OnnxTensor expected, Map<Integer, Reals> oracle) {
        return Optional.empty();
    }

    /**
     * The operator of a name.
     *
     * @throws NotCovered if it is none of ours
     */
    static OnnxOperator of(String type) {
        return switch (type) {
            case "Attention" -> new AttentionOperator();
            case "LayerNormalization", "RMSNormalization" -> new NormalizationOperator();
            case "RotaryEmbedding" -> new RotaryEmbeddingOperator();
            case "Gelu", "Swish" -> new ActivationOperator();
            case "Softmax" -> new SoftmaxOperator();
            default -> throw new NotCovered("operator " + type + " is not part of the contract");
        };
    }
}
