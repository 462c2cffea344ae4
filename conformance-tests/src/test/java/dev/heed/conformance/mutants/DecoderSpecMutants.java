package dev.heed.conformance.mutants;

import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.RopeScaling;
import dev.heed.decoder.DecoderSpec;
import dev.heed.decoder.DecoderSpecBuilder;
import dev.heed.decoder.OutputHead;
import dev.heed.encoder.Embeddings;
import dev.heed.encoder.Positions;
import dev.heed.encoder.TransformerSpec;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** Decoders that compute something else than their spec says. */
final class DecoderSpecMutants {
    private DecoderSpecMutants() {}

    static List<Flaw> all() {
        List<Flaw> flaws = new ArrayList<>();
        flaws.add(head("head's scale ignored", head -> new OutputHead(head.tied(), head.bias(), 1, head.softCap())));
        flaws.add(head(
                "soft cap of the logits missing",
                head -> new OutputHead(head.tied(), head.bias(), head.scale(), OptionalDouble.empty())));
        flaws.add(head(
                "tied head takes another weight",
                head -> new OutputHead(false, head.bias(), head.scale(), head.softCap())));
        flaws.add(spec("query and key not normalised", "DEC-1", s -> copy(s, s.body(), s.windows(), false, true)));
        flaws.add(spec("output norms missing", "DEC-1", s -> copy(s, s.body(), s.windows(), true, false)));
        flaws.add(body(
                "soft cap of the scores missing",
                b -> b.softCap().isPresent() ? SpecCopy.of(b).softCap(1e9).build() : b));
        flaws.add(body("rope's scaling ignored", DecoderSpecMutants::unscaled));
        flaws.add(body("rope in halves for interleaved", DecoderSpecMutants::halves));
        flaws.add(body("scale of embeddings forgotten", DecoderSpecMutants::plainEmbeddings));
        flaws.add(body(
                "final norm forgotten", b -> SpecCopy.of(b).finalNorm(false).build()));
        flaws.add(body("ALiBi's slopes of one head less", DecoderSpecMutants::otherSlopes));
        flaws.add(windows("window off by one", s -> s.windows().stream()
                .map(left -> left == Mask.UNBOUNDED ? left : (Integer) (left + 1))
                .toList()));
        flaws.add(windows("windows on the wrong layers", DecoderSpecMutants::reversed));
        flaws.add(windows(
                "first layer's window on every layer",
                s -> s.windows().isEmpty()
                        ? s.windows()
                        : Collections.nCopies(s.windows().size(), s.windows().get(0))));
        flaws.add(
                windows("windows ignored", s -> Collections.nCopies(s.windows().size(), Mask.UNBOUNDED)));
        return flaws;
    }

    private static Flaw head(String name, UnaryOperator<OutputHead> change) {
        return spec(
                name,
                "DEC-1",
                s -> new DecoderSpec(
                        s.body(),
                        change.apply(s.head()),
                        s.windows(),
                        s.memoryWidth(),
                        s.queryKeyNorm(),
                        s.outputNorms(),
                        s.weightPrecision(),
                        s.cachePrecision()));
    }

    private static Flaw body(String name, UnaryOperator<TransformerSpec> change) {
        return spec(name, "DEC-1", s -> copy(s, change.apply(s.body()), s.windows(), true, true));
    }

    private interface Windows {
        List<Integer> of(DecoderSpec spec);
    }

    private static Flaw windows(String name, Windows change) {
        return spec(name, "DEC-10", s -> copy(s, s.body(), change.of(s), true, true));
    }

    private static Flaw spec(String name, String rule, UnaryOperator<DecoderSpec> change) {
        return new Flaw(
                name,
                rule,
                () -> new CachedBackend(new Habits() {
                    @Override
                    DecoderSpec spec(DecoderSpec spec) {
                        return change.apply(spec);
                    }

                    @Override
                    Map<String, Tensor> weights(Map<String, Tensor> weights) {
                        Map<String, Tensor> more = new HashMap<>(weights);
                        Tensor table = weights.get("embedding.token.weight");
                        if (table != null) {
                            more.putIfAbsent("head.weight", Tensors.map(table, (i, value) -> (i % 7 - 3) / 5f));
                        }
                        return more;
                    }
                }));
    }

    private static DecoderSpec copy(
            DecoderSpec s, TransformerSpec body, List<Integer> windows, boolean queryKeyNorm, boolean outputNorms) {
        DecoderSpecBuilder copy =
                DecoderSpec.builder(body).head(s.head()).windows(windows).outputNorms(outputNorms && s.outputNorms());
        if (queryKeyNorm) {
            s.queryKeyNorm().ifPresent(copy::queryKeyNorm);
        }
        s.memoryWidth().ifPresent(copy::memoryWidth);
        return copy.build();
    }

    private static TransformerSpec rotated(TransformerSpec body, UnaryOperator<Rope> change) {
        return body.positions() instanceof Positions.Rotary rotary
                ? SpecCopy.of(body)
                        .positions(new Positions.Rotary(change.apply(rotary.rope())))
                        .build()
                : body;
    }

    private static TransformerSpec unscaled(TransformerSpec body) {
        return rotated(body, rope -> new Rope(rope.pairing(), rope.base(), rope.rotaryWidth(), new RopeScaling.None()));
    }

    private static TransformerSpec halves(TransformerSpec body) {
        return rotated(body, rope -> new Rope(Rope.Pairing.HALF, rope.base(), rope.rotaryWidth(), rope.scaling()));
    }

    private static TransformerSpec plainEmbeddings(TransformerSpec body) {
        Optional<Embeddings> plain =
                body.embeddings().map(each -> new Embeddings(each.vocabulary(), 0, each.norm(), 1));
        return SpecCopy.of(body).embeddings(plain.orElseThrow()).build();
    }

    private static TransformerSpec otherSlopes(TransformerSpec body) {
        boolean alibi = body.positions() instanceof Positions.Biased biased && biased.bias() instanceof Bias.Alibi;
        if (!alibi || body.heads() < 2) {
            return body;
        }
        List<Double> slopes = new ArrayList<>(((Bias.Alibi) Bias.alibi(body.heads() - 1)).slopes());
        slopes.add(slopes.get(0));
        return SpecCopy.of(body)
                .positions(new Positions.Biased(new Bias.Alibi(slopes)))
                .build();
    }

    private static List<Integer> reversed(DecoderSpec spec) {
        List<Integer> reversed = new ArrayList<>(spec.windows());
        Collections.reverse(reversed);
        return reversed;
    }
}
