package uk.ac.manchester.tornado.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.exceptions.TornadoBailoutRuntimeException;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** The method of a task. With a {@link KernelContext} it runs once for each work-item, without one once for all. */
final class Kernel {
    private static final Map<Class<?>, Kernel> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private final boolean perWorkItem;
    private final MethodHandle method;
    private final @Nullable SteppedKernel stepped;

    private Kernel(String name, boolean perWorkItem, MethodHandle method, @Nullable SteppedKernel stepped) {
        this.name = name;
        this.perWorkItem = perWorkItem;
        this.method = method;
        this.stepped = stepped;
    }

    /** The kernel behind a method reference, which has a class of its own. */
    static Kernel of(Object code, Consumer<Object[]> call, Object[] arguments) {
        for (Object each : arguments) {
            boolean known = each instanceof KernelContext
                    || each instanceof TornadoNativeArray
                    || each instanceof Integer
                    || each instanceof Float;
            if (!known) {
                throw new TornadoTaskRuntimeException("an argument that the twin does not know: " + each);
            }
        }
        return KNOWN.computeIfAbsent(code.getClass(), lambda -> find(lambda, call, arguments));
    }

    private static Kernel find(Class<?> lambda, Consumer<Object[]> call, Object[] arguments) {
        StackTraceElement place = placeOf(call, arguments);
        try {
            Class<?> owner = Class.forName(place.getClassName(), false, lambda.getClassLoader());
            List<Method> methods = Arrays.stream(owner.getDeclaredMethods())
                    .filter(each -> each.getName().equals(place.getMethodName()))
                    .toList();
            if (methods.size() != 1) {
                throw new TornadoTaskRuntimeException(place + ": expected one method of this name, got " + methods);
            }
            boolean perWorkItem = arguments[0] instanceof KernelContext;
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            MethodHandle method = lookup.unreflect(methods.get(0));
            SteppedKernel stepped = perWorkItem ? SteppedKernel.of(lookup, methods.get(0)) : null;
            return new Kernel(place.getMethodName(), perWorkItem, method, stepped);
        } catch (ReflectiveOperationException broken) {
            throw new TornadoTaskRuntimeException(place + ": " + broken);
        }
    }

    /** A method reference does not tell its method. Given nothing to work on, the method fails, and its trace tells. */
    private static StackTraceElement placeOf(Consumer<Object[]> call, Object[] arguments) {
        Object[] nothing = Arrays.stream(arguments)
                .map(each -> each instanceof Number ? each : null)
                .toArray();
        try {
            call.accept(nothing);
        } catch (NullPointerException expected) {
            StackTraceElement[] trace = expected.getStackTrace();
            for (int i = 0; i < trace.length; i++) {
                // Below the kernel's own frame is the call in TaskGraph; frames of method references are hidden.
                if (trace[i].getClassName().equals(TaskGraph.class.getName())) {
                    return trace[i - 1];
                }
            }
        }
        throw new TornadoTaskRuntimeException("a task that is no method reference, or reads none of its arguments");
    }

    /** The name of its method. */
    String name() {
        return name;
    }

    void run(String task, Object[] arguments, @Nullable WorkerGrid grid) {
        try {
            if (!perWorkItem) {
                method.invokeWithArguments(arguments);
            } else if (grid == null) {
                throw new TornadoTaskRuntimeException(task + ": a kernel with a context needs a worker grid");
            } else {
                new GroupRun(task, method, stepped, Arrays.copyOfRange(arguments, 1, arguments.length), grid).run();
            }
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new TornadoBailoutRuntimeException(task + ", " + name + ": " + failure);
        }
    }
}
