package dev.heed.nd4j;

/** Prints what the provider says of itself, before it probes and after. */
final class ProbeMain {
    private ProbeMain() {}

    public static void main(String[] args) {
        Nd4jBackendProvider provider = new Nd4jBackendProvider();
        System.out.println(provider.id() + " " + provider.version() + " " + provider.priority());
        System.out.println(provider.probe());
    }
}
