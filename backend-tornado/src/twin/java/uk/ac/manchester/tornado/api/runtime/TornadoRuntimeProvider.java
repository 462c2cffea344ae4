package uk.ac.manchester.tornado.api.runtime;

import uk.ac.manchester.tornado.api.PlainJavaDevice;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** The way to the runtime; here it knows nothing but plain Java. */
public class TornadoRuntimeProvider {
    private TornadoRuntimeProvider() {}

    /** The runtime. */
    public static TornadoRuntime getTornadoRuntime() {
        return new TornadoRuntime() {
            @Override
            public int getNumBackends() {
                return 1;
            }

            @Override
            public TornadoBackend getBackend(int index) {
                return new PlainJava();
            }

            @Override
            public TornadoDevice getDefaultDevice() {
                return new PlainJavaDevice();
            }
        };
    }

    private static final class PlainJava implements TornadoBackend {
        @Override
        public int getNumDevices() {
            return 1;
        }

        @Override
        public TornadoDevice getDevice(int index) {
            return new PlainJavaDevice();
        }
    }
}
