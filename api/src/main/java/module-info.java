/** Heed's contracts: tensors, attention, encoders, and the service provider interface of the engines behind them. */
module dev.heed.api {
    // Not transitive: whoever compiles a module against this one would have to have jspecify too.
    requires static org.jspecify;

    exports dev.heed;
    exports dev.heed.attention;
    exports dev.heed.decoder;
    exports dev.heed.encoder;
    exports dev.heed.spi;
    exports dev.heed.tensor;

    uses dev.heed.spi.BackendProvider;
}
