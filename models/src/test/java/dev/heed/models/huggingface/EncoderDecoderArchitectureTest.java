package dev.heed.models.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.Backend;
import dev.heed.conformance.OracleBackend;
import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.decoder.Memory;
import dev.heed.decoder.SessionOptions;
import dev.heed.encoder.Encoder;
import dev.heed.encoder.EncoderInputs;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each architecture against a second implementation of its reference code: the encoder's states, and every logit. */
final class EncoderDecoderArchitectureTest {
    private static final int[] SOURCE = {5, 9, 3, 16, 4, 4, 11, 7, 14, 1};
    private static final int[] TARGET = {2, 0, 8, 13, 6, 10, 15};

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bart(boolean tied) {
        ModelFiles files = TinySeq2Seqs.bart(tied);
        EncoderDecoderModel model = EncoderDecoderModel.load(files.writeTo(folder));
        ReferenceSeq2Seq reference = new ReferenceSeq2Seq(files);

        requireSame(model, reference.encode(SOURCE), reference.logits(SOURCE, TARGET));
        assertThat(model.settings().firstId()).isEqualTo(OptionalInt.of(0));
    }

    @Test
    void marian() {
        ModelFiles files = TinySeq2Seqs.marian();
        EncoderDecoderModel model = EncoderDecoderModel.load(files.writeTo(folder));
        ReferenceSeq2Seq reference = new ReferenceSeq2Seq(files);

        requireSame(model, reference.encode(SOURCE), reference.logits(SOURCE, TARGET));
        assertThat(model.settings().bannedIds()).containsExactly(16);
        assertThat(model.settings().beams()).isEqualTo(4);
    }

    @Test
    void marian_withATableOnEachSide() {
        ModelFiles files = TinySeq2Seqs.marianWithTwoTables();
        EncoderDecoderModel model = EncoderDecoderModel.load(files.writeTo(folder));
        ReferenceSeq2Seq reference = new ReferenceSeq2Seq(files);

        assertThat(model.decoder().vocabulary()).isEqualTo(16);
        requireSame(model, reference.encode(SOURCE), reference.logits(SOURCE, TARGET));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t5(boolean gated) {
        ModelFiles files = TinySeq2Seqs.t5(gated);
        EncoderDecoderModel model = EncoderDecoderModel.load(files.writeTo(folder));
        ReferenceT5 reference = new ReferenceT5(files);

        requireSame(model, reference.encode(SOURCE), reference.logits(SOURCE, TARGET));
    }

    private static void requireSame(EncoderDecoderModel model, double[][] states, double[][] logits) {
        try (Backend backend = new OracleBackend()) {
            Outputs outputs = outputs(backend, model, SOURCE, TARGET);
            DecoderArchitectureTest.assertSame(outputs.states(), states);
            DecoderArchitectureTest.assertSame(outputs.logits(), logits);
        }
    }

    /** What both sides of a model give: the encoder's states, and the logits after every token. */
    record Outputs(double[][] states, double[][] logits) {}

    static Outputs outputs(Backend backend, EncoderDecoderModel model, int[] source, int[] target) {
        try (Encoder encoder = backend.encoder(model.encoder(), model.encoderWeights());
                Decoder decoder = backend.decoder(model.decoder(), model.decoderWeights())) {
            Tensor states = encoder.encode(EncoderInputs.of(row(source))).states();
            try (DecoderSession session = decoder.open(SessionOptions.of(Memory.of(states), target.length))) {
                Tensor logits = session.feed(DecoderInputs.of(row(target)).withAllLogits())
                        .logits();
                return new Outputs(rows(states, source.length), rows(logits, target.length));
            }
        }
    }

    private static Tensor row(int... ids) {
        return Tensor.of(Shape.of(1, ids.length), ids);
    }

    static double[][] rows(Tensor tensor, int count) {
        float[] all = tensor.toFloatArray();
        double[][] rows = new double[count][all.length / count];
        for (int i = 0; i < all.length; i++) {
            rows[i / rows[0].length][i % rows[0].length] = all[i];
        }
        return rows;
    }
}
