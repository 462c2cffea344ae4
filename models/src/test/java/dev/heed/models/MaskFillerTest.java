package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.heed.Backend;
import dev.heed.conformance.OracleBackend;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.models.files.ModelException;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.numbers.gamma.Erf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaskFillerTest {
    private static final int[] IDS = {1, 7, 4, 9, 4, 2};
    private static final String TEXT = "w2 [MASK] w4 [MASK]";

    private final Map<String, Tensor> weights = TinyBert.weights();
    private Path folder = Path.of("");

    @BeforeEach
    void write(@TempDir Path temporary) throws IOException {
        Random random = new Random(3);
        put(random, "cls.predictions.transform.dense.weight", TinyBert.WIDTH, TinyBert.WIDTH);
        put(random, "cls.predictions.transform.dense.bias", TinyBert.WIDTH);
        put(random, "cls.predictions.transform.LayerNorm.weight", TinyBert.WIDTH);
        put(random, "cls.predictions.transform.LayerNorm.bias", TinyBert.WIDTH);
        put(random, "cls.predictions.bias", TinyBert.VOCABULARY);
        folder = TinyBert.writeTo(temporary, weights);
    }

    private void put(Random random, String name, int... dims) {
        float[] values = new float[(int) Shape.of(dims).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        weights.put(name, Tensor.of(Shape.of(dims), values));
    }

    @Test
    void probabilities_areThoseOfTheFormulas() {
        try (Backend backend = new OracleBackend();
                MaskFiller filler = MaskFiller.open(folder, backend)) {
            List<List<MaskFiller.Candidate>> filled = filler.fill(TEXT, 32);

            assertThat(filled).hasSize(2);
            requireRight(filled.get(0), probabilities(states(backend), 2));
            requireRight(filled.get(1), probabilities(states(backend), 4));
            assertThat(filler.fill(TEXT, 3).get(1)).isEqualTo(filled.get(1).subList(0, 3));
        }
    }

    private static void requireRight(List<MaskFiller.Candidate> candidates, double[] expected) {
        List<Double> probabilities = new ArrayList<>();
        for (MaskFiller.Candidate candidate : candidates) {
            probabilities.add(candidate.probability());
            if (candidate.word().startsWith("w")) {
                int id = 5 + Integer.parseInt(candidate.word().substring(1));
                assertThat(candidate.probability()).isCloseTo(expected[id], within(1e-5));
            }
        }
        assertThat(probabilities).hasSize(32).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(probabilities.stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, within(1e-9));
    }

    private double[] states(Backend backend) {
        TextModel model = TextModel.load(folder.toString());
        try (Encoder encoder = backend.encoder(model.spec(), model.weights())) {
            Tensor ids = Tensor.of(Shape.of(1, IDS.length), IDS);
            return encoder.encode(EncoderInputs.of(ids)).states().toDoubleArray();
        }
    }

    /** BertLMPredictionHead: decoder(LayerNorm(gelu(dense(state)))) + bias, and softmax. */
    private double[] probabilities(double[] states, int position) {
        int width = TinyBert.WIDTH;
        double[] x = new double[width];
        double mean = 0;
        for (int o = 0; o < width; o++) {
            x[o] = weight("cls.predictions.transform.dense.bias")[o];
            for (int i = 0; i < width; i++) {
                x[o] += weight("cls.predictions.transform.dense.weight")[o * width + i] * states[position * width + i];
            }
            x[o] *= 0.5 * (1 + Erf.value(x[o] / Math.sqrt(2)));
            mean += x[o] / width;
        }
        double variance = 0;
        for (double each : x) {
            variance += (each - mean) * (each - mean) / width;
        }
        double[] p = new double[TinyBert.VOCABULARY];
        double sum = 0;
        for (int id = 0; id < p.length; id++) {
            double logit = weight("cls.predictions.bias")[id];
            for (int i = 0; i < width; i++) {
                double normed = (x[i] - mean)
                                / Math.sqrt(variance + 1e-6)
                                * weight("cls.predictions.transform.LayerNorm.weight")[i]
                        + weight("cls.predictions.transform.LayerNorm.bias")[i];
                logit += normed * weight("embeddings.word_embeddings.weight")[id * width + i];
            }
            p[id] = Math.exp(logit);
            sum += p[id];
        }
        for (int id = 0; id < p.length; id++) {
            p[id] /= sum;
        }
        return p;
    }

    private double[] weight(String name) {
        Tensor found = weights.get(name);
        assertThat(found).as(name).isNotNull();
        return found == null ? new double[0] : found.toDoubleArray();
    }

    @Test
    void aTextWithoutMask_isRefused() {
        try (Backend backend = new OracleBackend();
                MaskFiller filler = MaskFiller.open(folder, backend)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> filler.fill("w1 w2", 5))
                    .withMessage("text: expected [MASK] where a word is missing, got 'w1 w2'");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> filler.fill("[MASK] w1 ".repeat(20), 5))
                    .withMessage("text: expected at most 20 tokens, got more; shorten it");
        }
    }

    @Test
    void aTokenizerThatDoesNotFit_isNoticedBeforeTheWeights() throws IOException {
        weights.remove("cls.predictions.bias");
        TinyBert.writeTo(folder, weights);
        Files.writeString(folder.resolve("tokenizer.json"), TinyBert.tokenizer(TinyBert.VOCABULARY + 1));
        try (Backend backend = new OracleBackend()) {
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> MaskFiller.open(folder, backend))
                    .withMessage(folder.resolve("tokenizer.json") + " does not fit the model: it has 33 token ids, the"
                            + " model embeds 32; take tokenizer.json and weights from the same model.");
        }
    }

    @Test
    void aModelWithoutHead_isRefused() {
        weights.remove("cls.predictions.transform.dense.weight");
        weights.remove("cls.predictions.bias");
        TinyBert.writeTo(folder, weights);
        try (Backend backend = new OracleBackend()) {
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> MaskFiller.open(folder, backend))
                    .withMessage(folder.resolve("model.safetensors") + " does not fit " + folder.resolve("config.json")
                            + " with a masked-language head: cls.predictions.transform.dense.weight [16, 16] is"
                            + " missing; cls.predictions.bias [32] is missing.");
        }
    }
}
