package dev.heed.conformance;

import dev.heed.attention.Alignment;
import dev.heed.attention.AttentionInputs;
import dev.heed.attention.AttentionSpec;
import dev.heed.attention.Mask;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a query sees: rules ATT-4, ATT-5, ATT-7 to ATT-10 and ATT-13. */
final class MaskRules {
    private static final int[][] LENGTHS = {{1, 1}, {6, 6}, {3, 8}, {8, 3}, {1, 9}, {9, 1}, {33, 40}, {130, 130}};

    private MaskRules() {}

    static void addTo(CaseList cases) {
        tensors(cases);
        causal(cases);
        causalLong(cases);
        causalWithOddScales(cases);
        windows(cases);
        lengths(cases);
        compositions(cases);
        patterns(cases);
    }

    /** A case for the mask in the spec, and one for the same mask in the call; with weights and without. */
    private static void both(
            CaseList cases, String rule, String name, AttentionDraw size, Function<Draw, Mask> maskOf) {
        AttentionSpec plain = AttentionSpec.builder(4, 8).keyValueHeads(2).build();
        cases.add(rule, name + "/in-spec", draw -> {
            AttentionSpec spec = plain.toBuilder()
                    .mask(maskOf.apply(draw))
                    .returnWeights(true)
                    .build();
            return size.check(draw, spec);
        });
        cases.add(rule, name + "/in-call", draw -> {
            Mask mask = maskOf.apply(draw);
            return new AttentionCheck(plain, Map.of(), size.inputs(draw, plain).withMask(mask));
        });
    }

    private static void tensors(CaseList cases) {
        int[][] shapes = {{2, 4, 5, 7}, {1, 1, 5, 7}, {2, 1, 1, 7}, {1, 4, 5, 1}, {4, 5, 7}, {5, 7}, {7}, {1}};
        AttentionDraw size = new AttentionDraw(2, 5, 7);
        for (int[] shape : shapes) {
            String name = Shape.of(shape).toString().replace(" ", "");
            both(cases, "ATT-4", "allowed-" + name, size, draw -> Mask.allowed(draw.booleans(0.6, shape)));
            both(cases, "ATT-5", "additive-" + name, size, draw -> Mask.additive(draw.additive(0.3, shape)));
            both(cases, "ATT-5", "additive-finite-" + name, size, draw -> Mask.additive(draw.normal(3, shape)));
        }
        both(cases, "ATT-4", "all-true", size, draw -> Mask.allowed(draw.booleans(1.1, 5, 7)));
        both(
                cases,
                "ATT-4",
                "square-64",
                new AttentionDraw(1, 64, 64),
                draw -> Mask.allowed(draw.booleans(0.5, 64, 64)));
    }

    private static void causal(CaseList cases) {
        for (int[] length : LENGTHS) {
            AttentionDraw size = new AttentionDraw(2, length[0], length[1]);
            String name = length[0] + "x" + length[1];
            both(cases, "ATT-7", "bottom-right-" + name, size, draw -> Mask.causal());
            both(cases, "ATT-7", "top-left-" + name, size, draw -> new Mask.Causal(Alignment.TOP_LEFT));
            both(
                    cases,
                    "ATT-7",
                    "own-lengths-" + name,
                    size,
                    draw -> Mask.all(
                            Mask.causal(), Mask.keyLengths(draw.between(0, length[1]), draw.between(0, length[1]))));
        }
    }

    private static void causalLong(CaseList cases) {
        AttentionSpec spec = AttentionSpec.builder(1, 16).mask(Mask.causal()).build();
        cases.add("ATT-7", "long-1100x1100", draw -> new AttentionDraw(1, 1100, 1100).check(draw, spec));
        cases.add("ATT-7", "long-70x1500", draw -> new AttentionDraw(1, 70, 1500).check(draw, spec));
        cases.add("ATT-7", "long-1500x70", draw -> new AttentionDraw(1, 1500, 70).check(draw, spec));
    }

    /** A key that is hidden stays hidden, whatever the scores are multiplied by. */
    private static void causalWithOddScales(CaseList cases) {
        for (double scale : new double[] {-0.3, 0, -1}) {
            cases.add("ATT-7", "scale-" + scale, draw -> new AttentionDraw(1, 6, 6)
                    .check(
                            draw,
                            AttentionSpec.builder(2, 8)
                                    .scale(scale)
                                    .mask(Mask.causal())
                                    .build()));
        }
    }

    private static void windows(CaseList cases) {
        int[][] sides = {{0, 0}, {1, 0}, {0, 1}, {3, 2}, {Mask.UNBOUNDED, 1}, {2, Mask.UNBOUNDED}, {1000, 1000}};
        for (int[] side : sides) {
            for (int[] length : new int[][] {{9, 9}, {4, 11}, {11, 4}}) {
                String name = side(side[0]) + "-" + side(side[1]) + "-" + length[0] + "x" + length[1];
                AttentionDraw size = new AttentionDraw(2, length[0], length[1]);
                both(cases, "ATT-8", "window-" + name, size, draw -> Mask.window(side[0], side[1]));
            }
            AttentionDraw square = new AttentionDraw(1, 7, 9);
            both(
                    cases,
                    "ATT-8",
                    "top-left-window-" + side(side[0]) + "-" + side(side[1]),
                    square,
                    draw -> new Mask.Window(side[0], side[1], Alignment.TOP_LEFT));
        }
        both(cases, "ATT-8", "long", new AttentionDraw(1, 40, 2049), draw -> Mask.window(64, 0));
        both(
                cases,
                "ATT-8",
                "beside-allowed",
                new AttentionDraw(2, 20, 33),
                draw -> Mask.all(Mask.window(7, 3), Mask.allowed(draw.booleans(0.6, 2, 4, 20, 33))));
        both(
                cases,
                "ATT-8",
                "beside-minus-infinity",
                new AttentionDraw(2, 20, 33),
                draw -> Mask.all(Mask.window(7, 3), Mask.additive(draw.additive(0.4, 4, 20, 33))));
        both(
                cases,
                "ATT-8",
                "beside-top-left-and-lengths",
                new AttentionDraw(2, 20, 33),
                draw -> Mask.all(Mask.window(20, 3), new Mask.Causal(Alignment.TOP_LEFT), Mask.keyLengths(33, 18)));
        both(
                cases,
                "ATT-8",
                "own-lengths",
                new AttentionDraw(3, 6, 9),
                draw -> Mask.all(Mask.window(2, 1), Mask.keyLengths(9, 6, 2)));
    }

    private static String side(int side) {
        return side == Mask.UNBOUNDED ? "unbounded" : Integer.toString(side);
    }

    private static void lengths(CaseList cases) {
        both(cases, "ATT-9", "short", new AttentionDraw(3, 5, 7), draw -> Mask.keyLengths(7, 3, 1));
        both(cases, "ATT-9", "one", new AttentionDraw(3, 5, 7), draw -> Mask.keyLengths(1, 0, 1));
        both(cases, "ATT-9", "past-1024", new AttentionDraw(2, 3, 1100), draw -> Mask.keyLengths(1030, 1));
        both(cases, "ATT-9", "zero", new AttentionDraw(3, 5, 7), draw -> Mask.keyLengths(0, 7, 0));
        both(cases, "ATT-9", "long", new AttentionDraw(2, 65, 129), draw -> Mask.keyLengths(128, 65));
        both(cases, "ATT-9", "one-query", new AttentionDraw(2, 1, 300), draw -> Mask.keyLengths(299, 17));
    }

    private static void compositions(CaseList cases) {
        AttentionDraw size = new AttentionDraw(2, 6, 9);
        both(
                cases,
                "ATT-10",
                "two-allowed",
                size,
                draw -> Mask.all(
                        Mask.allowed(draw.booleans(0.7, 2, 1, 6, 9)), Mask.allowed(draw.booleans(0.7, 4, 1, 9))));
        both(
                cases,
                "ATT-10",
                "two-additive",
                size,
                draw -> Mask.all(Mask.additive(draw.normal(6, 9)), Mask.additive(draw.additive(0.2, 2, 1, 1, 9))));
        both(
                cases,
                "ATT-10",
                "nested",
                size,
                draw -> Mask.all(Mask.all(Mask.none(), Mask.causal()), Mask.all(Mask.window(3, 3), Mask.all())));
        both(
                cases,
                "ATT-10",
                "both-alignments",
                size,
                draw -> Mask.all(Mask.causal(), new Mask.Window(4, 2, Alignment.TOP_LEFT)));
        both(cases, "ATT-10", "two-lengths", size, draw -> Mask.all(Mask.keyLengths(9, 4), Mask.keyLengths(5, 8)));
        for (int n = 0; n < 12; n++) {
            both(
                    cases,
                    "ATT-10",
                    "everything/" + n,
                    size,
                    draw -> Mask.all(
                            draw.oneOf(Mask.none(), Mask.causal(), new Mask.Causal(Alignment.TOP_LEFT)),
                            draw.oneOf(Mask.none(), Mask.window(draw.between(0, 4), draw.between(0, 4))),
                            draw.oneOf(Mask.none(), Mask.keyLengths(draw.between(0, 9), draw.between(0, 9))),
                            draw.oneOf(Mask.none(), Mask.allowed(draw.booleans(0.8, 2, 4, 6, 9))),
                            draw.oneOf(Mask.none(), Mask.additive(draw.additive(0.1, 6, 9)))));
        }
        cases.add("ATT-10", "spec-and-call", draw -> {
            AttentionSpec spec = AttentionSpec.builder(4, 8)
                    .mask(Mask.all(Mask.causal(), Mask.allowed(draw.booleans(0.8, 6, 9))))
                    .returnWeights(true)
                    .build();
            AttentionInputs inputs = size.inputs(draw, spec);
            return new AttentionCheck(
                    spec,
                    Map.of(),
                    inputs.withMask(Mask.keyLengths(9, 7)).withMask(Mask.additive(draw.normal(4, 1, 9))));
        });
    }

    private static void patterns(CaseList cases) {
        AttentionDraw size = new AttentionDraw(2, 12, 12);
        both(cases, "ATT-13", "global-and-local", size, draw -> new Mask.GlobalLocal(2, 2, List.of(0, 7)));
        both(cases, "ATT-13", "local-alone", size, draw -> new Mask.GlobalLocal(1, 0, List.of()));
        both(
                cases,
                "ATT-13",
                "global-and-local-causal",
                size,
                draw -> Mask.all(new Mask.GlobalLocal(2, 0, List.of(1)), Mask.causal()));
        both(cases, "ATT-13", "blocks", size, draw -> new Mask.BlockSparse(4, draw.booleans(0.5, 1, 3, 3)));
        both(cases, "ATT-13", "blocks-by-head", size, draw -> new Mask.BlockSparse(5, draw.booleans(0.5, 4, 3, 3)));
        both(
                cases,
                "ATT-13",
                "blocks-uneven",
                new AttentionDraw(1, 7, 10),
                draw -> Mask.all(new Mask.BlockSparse(3, draw.booleans(0.6, 4, 3, 4)), Mask.keyLengths(8)));
        AttentionDraw hundreds = new AttentionDraw(1, 300, 300);
        both(
                cases,
                "ATT-13",
                "global-and-local-300",
                hundreds,
                draw -> new Mask.GlobalLocal(16, 16, List.of(0, 150, 299)));
        both(
                cases,
                "ATT-13",
                "global-and-local-past-1024",
                new AttentionDraw(1, 33, 1100),
                draw -> new Mask.GlobalLocal(8, 0, List.of(0, 1030)));
        both(
                cases,
                "ATT-13",
                "blocks-11-by-15",
                new AttentionDraw(1, 330, 450),
                draw -> new Mask.BlockSparse(32, draw.booleans(0.3, 4, 11, 15)));
        both(
                cases,
                "ATT-13",
                "blocks-of-64-causal",
                new AttentionDraw(2, 257, 257),
                draw -> Mask.all(
                        new Mask.BlockSparse(64, draw.booleans(0.4, 1, 5, 5)),
                        Mask.causal(),
                        Mask.keyLengths(257, 129)));
        both(
                cases,
                "ATT-13",
                "blocks-past-1024",
                new AttentionDraw(1, 40, 1100),
                draw -> new Mask.BlockSparse(50, draw.booleans(0.3, 4, 1, 22)));
        both(
                cases,
                "ATT-13",
                "one-query",
                new AttentionDraw(2, 1, 300),
                draw -> Mask.all(
                        new Mask.BlockSparse(30, draw.booleans(0.4, 4, 1, 10)),
                        new Mask.GlobalLocal(200, 0, List.of(3))));
        both(
                cases,
                "ATT-13",
                "beside-other-masks",
                new AttentionDraw(2, 50, 70),
                draw -> Mask.all(
                        new Mask.GlobalLocal(10, 10, List.of(2, 40)),
                        Mask.window(25, 5),
                        Mask.allowed(draw.booleans(0.8, 2, 1, 50, 70)),
                        Mask.additive(draw.additive(0.1, 4, 50, 70))));
        cases.add("ATT-13", "blocks-none", draw -> {
            AttentionSpec spec = AttentionSpec.builder(1, 4)
                    .mask(new Mask.BlockSparse(4, Tensor.of(Shape.of(1, 1, 1), new boolean[1])))
                    .build();
            return new AttentionDraw(1, 3, 4).check(draw, spec);
        });
    }
}
