package dev.heed.benchmark.jlama;

import dev.heed.benchmark.DecodingPeer;
import java.nio.file.Path;

/** Opens folders by Jlama. */
public final class JlamaProvider implements DecodingPeer.Provider {
    @Override
    public DecodingPeer open(Path folder, int threads) {
        return new JlamaPeer(folder, threads);
    }
}
