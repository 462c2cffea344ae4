package dev.heed.discovery;

import java.util.Locale;

/** The sources of tiny providers and of the hosts that look for them. */
final class Sources {
    /** Asks for a backend by its id, or for the preferred one without, and prints what came of it. */
    static final String HOST = """
            package host;

            import dev.heed.Backend;
            import dev.heed.BackendSelectionException;
            import dev.heed.Backends;

            public final class Host {
                public static void main(String[] ids) {
                    choose(Backends.discover(), ids);
                }

                public static void choose(Backends backends, String[] ids) {
                    try (Backend backend = ids.length == 0 ? backends.preferred() : backends.open(ids[0])) {
                        System.out.println("opened " + backend.id());
                    } catch (BackendSelectionException refusal) {
                        System.out.println(refusal.getMessage());
                    }
                }
            }
            """;

    private Sources() {}

    /** A provider that is available: {@code acme.One} has the id {@code one}, unless it is replaced. */
    static String provider(String className, int priority) {
        return """
            package acme;

            import dev.heed.Backend;
            import dev.heed.BackendOptions;
            import dev.heed.Device;
            import dev.heed.spi.BackendProvider;
            import dev.heed.spi.Probe;
            import java.lang.reflect.Proxy;

            public final class CLASS implements BackendProvider {
                public CLASS() {
                }

                public String id() {
                    return "ID";
                }

                public String version() {
                    return "1.0";
                }

                public int priority() {
                    return PRIORITY;
                }

                public Probe probe() {
                    return new Probe.Available(new Device("cpu", "tiny"));
                }

                /** A backend that can say its id and be closed. */
                public Backend open(BackendOptions options) {
                    return (Backend) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Backend.class},
                            (self, method, arguments) -> method.getName().equals("id") ? id() : null);
                }
            }
            """.replace("CLASS", className)
                .replace("ID", className.toLowerCase(Locale.ROOT))
                .replace("PRIORITY", Integer.toString(priority));
    }

    /** A replacement that must find what it replaces. */
    static String replace(String source, String what, String with) {
        if (!source.contains(what)) {
            throw new IllegalArgumentException("what: expected a part of the source, got " + what);
        }
        return source.replace(what, with);
    }
}
