package dev.heed.conformance.search;

import dev.heed.attention.Alignment;
import dev.heed.attention.Bias;
import dev.heed.attention.Mask;
import dev.heed.attention.Rope;
import dev.heed.attention.Score;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The parts of specs as Java code. */
record SpecCode(Sown sown) implements Mask.Cases<String>, Bias.Cases<String> {
    static String score(Score score) {
        String hidden = score instanceof Score.Additive additive ? Integer.toString(additive.hiddenWidth()) : "";
        return "new Score." + score.getClass().getSimpleName() + "(" + hidden + ")";
    }

    static String rope(Rope rope) {
        return "new Rope(Rope.Pairing." + rope.pairing() + ", " + rope.base() + ", " + rope.rotaryWidth() + ")";
    }

    String weights(Map<String, Tensor> weights) {
        if (weights.isEmpty()) {
            return "Map<String, Tensor> weights = Map.of();\n";
        }
        StringBuilder code = new StringBuilder("Map<String, Tensor> weights = new HashMap<>();\n");
        weights.forEach((name, tensor) -> code.append("weights.put(\"")
                .append(name)
                .append("\", ")
                .append(sown.code(tensor))
                .append(");\n"));
        return code.toString();
    }

    static String numbers(List<? extends Number> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String side(int side) {
        return side == Mask.UNBOUNDED ? "Mask.UNBOUNDED" : Integer.toString(side);
    }

    private static String alignment(Alignment alignment) {
        return "Alignment." + alignment;
    }

    @Override
    public String none(Mask.None mask) {
        return "Mask.none()";
    }

    @Override
    public String causal(Mask.Causal mask) {
        return "new Mask.Causal(" + alignment(mask.alignment()) + ")";
    }

    @Override
    public String window(Mask.Window mask) {
        return "new Mask.Window(" + side(mask.left()) + ", " + side(mask.right()) + ", " + alignment(mask.alignment())
                + ")";
    }

    @Override
    public String keyLengths(Mask.KeyLengths mask) {
        return "Mask.keyLengths(" + numbers(mask.lengths()) + ")";
    }

    @Override
    public String allowed(Mask.Allowed mask) {
        return "Mask.allowed(" + sown.code(mask.allowed()) + ")";
    }

    @Override
    public String additive(Mask.Additive mask) {
        return "Mask.additive(" + sown.code(mask.addend()) + ")";
    }

    @Override
    public String globalLocal(Mask.GlobalLocal mask) {
        return "new Mask.GlobalLocal(" + side(mask.left()) + ", " + side(mask.right()) + ", List.of("
                + numbers(mask.globals()) + "))";
    }

    @Override
    public String blockSparse(Mask.BlockSparse mask) {
        return "new Mask.BlockSparse(" + mask.blockSize() + ", " + sown.code(mask.map()) + ")";
    }

    @Override
    public String all(Mask.All mask) {
        return "Mask.all(" + mask.masks().stream().map(each -> each.match(this)).collect(Collectors.joining(", "))
                + ")";
    }

    @Override
    public String alibi(Bias.Alibi bias) {
        return "new Bias.Alibi(List.of(" + numbers(bias.slopes()) + "))";
    }

    @Override
    public String relativeBuckets(Bias.RelativeBuckets bias) {
        return "new Bias.RelativeBuckets(" + bias.buckets() + ", " + bias.maxDistance() + ", " + bias.bidirectional()
                + ")";
    }

    @Override
    public String relativeOffsets(Bias.RelativeOffsets bias) {
        return "new Bias.RelativeOffsets(" + bias.maxDistance() + ")";
    }
}
