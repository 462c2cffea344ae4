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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void t5(boolean gated) {
        ModelFiles files = TinySeq2Seqs.t5(gated);
        EncoderDecoderModel model = EncoderDecoderModel.load(files.writeTo(folder));
        ReferenceT5 reference = new ReferenceT5(files);

        requireSame(model, reference.encode(SOURCE), reference.logits(SOURCE, TARGET));
    }

    private static void requireSame(EncoderDecoderModel model, double[][] states, double[][] logits) {
        try (Backend backend = new OracleBackend();
                Encoder encoder = backend.encoder(model.encoder(), model.encoderWeights());
                Decoder decoder = backend.decoder(model.decoder(), model.decoderWeights())) {
            Tensor encoded = encoder.encode(EncoderInputs.of(row(SOURCE))).states();
            DecoderArchitectureTest.assertSame(rows(encoded, SOURCE.length), states);
            try (DecoderSession session = decoder.open(SessionOptions.of(Memory.of(encoded), TARGET.length))) {
                Tensor all = session.feed(DecoderInputs.of(row(TARGET)).withAllLogits())
                        .logits();
                DecoderArchitectureTest.assertSame(rows(all, TARGET.length), logits);
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
