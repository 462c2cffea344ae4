package dev.heed.cli;

import dev.heed.models.TextEmbedder;
import java.io.IOException;
import java.io.OutputStream;

/** How vectors are written. */
enum VectorFormat {
    /** One JSON object a line. */
    JSON {
        @Override
        VectorWriter writer(OutputStream out, TextEmbedder embedder) throws IOException {
            return new JsonLinesWriter(
                    out, embedder.model(), embedder.execution().backend());
        }
    },
    /** Comma-separated values with a header (RFC 4180). */
    CSV {
        @Override
        VectorWriter writer(OutputStream out, TextEmbedder embedder) throws IOException {
            return new CsvWriter(out, embedder.width());
        }
    };

    abstract VectorWriter writer(OutputStream out, TextEmbedder embedder) throws IOException;
}
