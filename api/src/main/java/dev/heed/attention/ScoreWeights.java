package dev.heed.attention;

import dev.heed.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names and shapes of a score's learned parameters. */
record ScoreWeights(int heads, int headWidth) implements Score.Cases<Map<String, Shape>> {
    @Override
    public Map<String, Shape> scaledDot(Score.ScaledDot score) {
        return Map.of();
    }

    @Override
    public Map<String, Shape> dot(Score.Dot score) {
        return Map.of();
    }

    @Override
    public Map<String, Shape> cosine(Score.Cosine score) {
        return Map.of();
    }

    @Override
    public Map<String, Shape> bilinear(Score.Bilinear score) {
        return Map.of("score.weight", Shape.of(heads, headWidth, headWidth));
    }

    @Override
    public Map<String, Shape> additive(Score.Additive score) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("score.query.weight", Shape.of(heads, score.hiddenWidth(), headWidth));
        shapes.put("score.key.weight", Shape.of(heads, score.hiddenWidth(), headWidth));
        shapes.put("score.bias", Shape.of(heads, score.hiddenWidth()));
        shapes.put("score.vector", Shape.of(heads, score.hiddenWidth()));
        return shapes;
    }
}
