package dev.heed.models;

import dev.heed.Precision;
import dev.heed.models.bert.BertModel;
import dev.heed.models.bert.OnnxConfig;
import dev.heed.models.files.ModelException;
import dev.heed.models.onnx.OnnxModel;
import dev.heed.models.text.TokenizerFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A known model's parts, as class path resources of its artifact. */
record KnownModelSource(KnownModel model, URL weights, URL tokenizerJson) implements ModelSource {

    static KnownModelSource of(KnownModel model) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        boolean seen = context != null && context.getResource(model.weightsResource()) != null;
        return of(model, seen ? context : KnownModelSource.class.getClassLoader());
    }

    static KnownModelSource of(KnownModel model, ClassLoader loader) {
        return new KnownModelSource(
                model,
                resource(model, model.weightsResource(), loader),
                resource(model, model.tokenizerResource(), loader));
    }

    private static URL resource(KnownModel model, String name, ClassLoader loader) {
        URL url = loader.getResource(name);
        if (url == null) {
            throw new ModelException("The model " + model.modelName() + " is not on the class path: add the artifact "
                    + model.artifact() + " (it holds " + name + ").");
        }
        return url;
    }

    @Override
    public String name() {
        return model.modelName();
    }

    @Override
    public SentenceSettings settings() {
        return new SentenceSettings(model.pooling(), true, model.maxTokens());
    }

    @Override
    public BertModel encoder(Precision precision) {
        OnnxModel onnx = OnnxModel.parse(weights.toString(), ByteBuffer.wrap(read(weights)));
        return BertModel.of(OnnxConfig.of(onnx), onnx.weights(), precision);
    }

    @Override
    public TokenizerFile tokenizer() {
        return new TokenizerFile(tokenizerJson.toString(), read(tokenizerJson));
    }

    /** The whole content, into one array of the right size from the start where the size is known. */
    private static byte[] read(URL resource) {
        try {
            URLConnection connection = resource.openConnection();
            long size = connection.getContentLengthLong();
            try (InputStream in = connection.getInputStream()) {
                if (size < 0 || size > Integer.MAX_VALUE - 8) {
                    return in.readAllBytes();
                }
                byte[] content = new byte[(int) size];
                int length = in.readNBytes(content, 0, content.length);
                return length == content.length ? content : Arrays.copyOf(content, length);
            }
        } catch (IOException unreadable) {
            throw new ModelException(resource + " cannot be read: " + unreadable.getMessage() + ".", unreadable);
        }
    }
}
