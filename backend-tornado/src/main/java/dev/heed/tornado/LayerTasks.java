package dev.heed.tornado;

import dev.heed.encoder.Norm;
import dev.heed.encoder.NormPlacement;
import dev.heed.encoder.TransformerSpec;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The blocks of a Transformer's layer as tasks of a graph: what goes into each, what is added to what comes out, and the
 * feed-forward block as a whole.
 */
final class LayerTasks {
    private final GraphParts parts;
    private final TransformerSpec spec;
    private final TransformerWeights weights;
    private final Set<String> outputNorms;
    private final Data data;

    /**
     * What all of its tasks work with.
     *
     * @param rows tokens that there is room for
     * @param call tells the number of rows
     * @param layer which layer
     * @param scratch for panels only
     */
    record Data(int rows, IntArray call, IntArray layer, FloatArray scratch) {}

    /**
     * For a graph.
     *
     * @param outputNorms the blocks whose output is normalised before it is added
     */
    LayerTasks(GraphParts parts, TransformerSpec spec, TransformerWeights weights, Set<String> outputNorms, Data data) {
        this.parts = parts;
        this.spec = spec;
        this.weights = weights;
        this.outputNorms = outputNorms;
        this.data = data;
    }

    /** A new array of rows, which a task writes. */
    FloatArray rows(int width) {
        return parts.own(new FloatArray(Math.multiplyExact(data.rows, width)));
    }

    /** A linear projection. */
    FloatArray linear(String name, FloatArray input, int in, int out) {
        FloatArray output = rows(out);
        linear(name, input, in, output, out, Functions.IDENTITY, MatrixProduct.ALONE, parts.nothing());
        return output;
    }

    private void linear(
            String name,
            FloatArray input,
            int in,
            FloatArray output,
            int out,
            int activation,
            int combine,
            FloatArray other) {
        parts.product(new KernelChoice.Product(
                input,
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                other,
                output,
                data.scratch,
                data.call,
                parts.shape(in, out, CallHeader.ROWS),
                data.layer,
                activation,
                combine));
    }

    /** Queries, keys and values in one product, {@link PanelHeads}; the latter go to their pages. */
    FloatArray heads(String name, FloatArray input, FloatArray keys, FloatArray values) {
        int queryNumbers = spec.heads() * spec.headWidth();
        int keyNumbers = spec.keyValueHeads() * spec.headWidth();
        int out = queryNumbers + 2 * keyNumbers;
        FloatArray queries = rows(queryNumbers);
        FloatArray weight = parts.constant(weights.get(name + ".weight"));
        FloatArray bias = parts.constant(weights.get(name + ".bias"));
        IntArray shape = parts.shape(spec.width(), out, CallHeader.ROWS, queryNumbers, keyNumbers, spec.headWidth());
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overPanels("panelHeads", Capacity.groups(out, PanelProduct.OUTPUTS)),
                        PanelHeads::multiply,
                        parts.graph().context(),
                        input,
                        weight,
                        bias,
                        queries,
                        keys,
                        values,
                        data.scratch,
                        data.call,
                        shape,
                        data.layer));
        return queries;
    }

    private void norm(String name, FloatArray input, FloatArray other, FloatArray output) {
        parts.norm(
                spec.norm(),
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                spec.width(),
                input,
                other,
                output,
                data.layer);
    }

    /** What a block reads of the states: normalised in a pre-norm layer. */
    FloatArray enter(String block, FloatArray states) {
        if (spec.placement() != NormPlacement.PRE) {
            return states;
        }
        FloatArray normed = rows(spec.width());
        norm(block + ".norm", states, parts.nothing(), normed);
        return normed;
    }

    /** residual + the block's last projection, normalised in a post-norm layer; a new array. */
    FloatArray leave(String block, String projection, FloatArray input, int in, FloatArray residual) {
        FloatArray output = rows(spec.width());
        leave(block, projection, input, in, residual, output);
        return output;
    }

    private void leave(
            String block, String projection, FloatArray input, int in, FloatArray residual, FloatArray output) {
        int width = spec.width();
        if (outputNorms.contains(block)) {
            FloatArray alone = linear(block + projection, input, in, width);
            norm(block + ".outputNorm", alone, residual, output);
            return;
        }
        boolean post = spec.placement() == NormPlacement.POST;
        FloatArray sum = post ? rows(width) : output;
        linear(block + projection, input, in, sum, width, Functions.IDENTITY, MatrixProduct.PLUS, residual);
        if (post) {
            norm(block + ".norm", sum, parts.nothing(), output);
        }
    }

    /** Both blocks from the attention's output on, of an encoder: one task where there is a kernel for it. */
    void rest(FloatArray attended, FloatArray states) {
        int in = spec.heads() * spec.headWidth();
        boolean post = spec.placement() == NormPlacement.POST;
        if (!parts.choice().joins() || !post || spec.activation().gated()) {
            feedForward(leave("attention", ".output", attended, in, states), states);
            return;
        }
        int inner = spec.feedForwardWidth();
        FloatArray after = rows(spec.width());
        FloatArray hidden = rows(inner);
        FloatArray out = parts.constant(weights.get("attention.output.weight"));
        FloatArray up = parts.constant(weights.get("feedForward.up.weight"));
        FloatArray upBias = parts.constant(weights.get("feedForward.up.bias"));
        FloatArray down = parts.constant(weights.get("feedForward.down.weight"));
        FloatArray vectors = parts.constant(weights.get("rest"));
        IntArray shape = parts.shape(in, spec.width(), inner, CallHeader.ROWS);
        parts.task(() -> parts.graph()
                .tasks()
                .task(
                        parts.overPanels("panelLayerRest", 1),
                        PanelLayerRest::compute,
                        parts.graph().context(),
                        attended,
                        states,
                        after,
                        hidden,
                        out,
                        up,
                        upBias,
                        down,
                        vectors,
                        data.scratch,
                        data.call,
                        shape,
                        data.layer,
                        Functions.of(spec.activation()),
                        spec.norm().kind() == Norm.Kind.RMS_NORM ? 1 : 0,
                        (float) spec.norm().epsilon()));
    }

    /** The feed-forward block, residual and norms included. */
    void feedForward(FloatArray states, FloatArray output) {
        int width = spec.width();
        int inner = spec.feedForwardWidth();
        int activation = Functions.of(spec.activation());
        FloatArray input = enter("feedForward", states);
        FloatArray up = rows(inner);
        if (spec.activation().gated()) {
            FloatArray gate = rows(inner);
            linear("feedForward.gate", input, width, gate, inner, activation, MatrixProduct.ALONE, parts.nothing());
            linear("feedForward.up", input, width, up, inner, Functions.IDENTITY, MatrixProduct.TIMES, gate);
        } else {
            linear("feedForward.up", input, width, up, inner, activation, MatrixProduct.ALONE, parts.nothing());
        }
        leave("feedForward", ".down", up, inner, states, output);
    }
}
