package uk.ac.manchester.tornado.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;
import uk.ac.manchester.tornado.api.exceptions.TornadoTaskRuntimeException;

/**
 * Runs a kernel over a grid, group by group. The work-items of a group run one after the other up to a barrier, and go
 * on when all have arrived; in every other phase the last goes first, so that nothing can count on an order.
 */
final class GroupRun {
    private final String task;
    private final @Nullable SteppedKernel stepped;
    private final MethodHandle bound;
    private final int[] groups = new int[3];
    private final int[] local = new int[3];
    private final LocalMemory memory = new LocalMemory();
    private final KernelContext[] contexts;
    private final SavedLocals[] saved;

    GroupRun(
            String task,
            MethodHandle method,
            @Nullable SteppedKernel stepped,
            Object[] argumentsAfterContext,
            WorkerGrid grid) {
        this.task = task;
        this.stepped = stepped;
        MethodHandle target = stepped == null ? method : stepped.method();
        bound = MethodHandles.insertArguments(target, stepped == null ? 1 : 2, argumentsAfterContext);
        divide(grid);
        int items = local[0] * local[1] * local[2];
        if (items > PlainJavaDevice.GROUP) {
            throw new TornadoTaskRuntimeException(
                    task + ": groups of " + items + " work-items, and the device has " + PlainJavaDevice.GROUP);
        }
        contexts = new KernelContext[items];
        saved = new SavedLocals[stepped == null ? 0 : items];
        for (int i = 0; i < items; i++) {
            contexts[i] = contextOf(i);
            if (stepped != null) {
                saved[i] = new SavedLocals(stepped.variables());
            }
        }
    }

    private void divide(WorkerGrid grid) {
        if (grid.getLocalWork().length == 0) {
            throw new TornadoTaskRuntimeException(task + ": the grid has no local work");
        }
        for (int i = 0; i < 3; i++) {
            long global = grid.getGlobalWork()[i];
            long size = grid.getLocalWork()[i];
            if (size < 1 || global < 1 || global % size != 0) {
                throw new TornadoTaskRuntimeException(
                        task + ": " + global + " work-items in dimension " + i + " for groups of " + size);
            }
            local[i] = Math.toIntExact(size);
            groups[i] = Math.toIntExact(global / size);
        }
    }

    private KernelContext contextOf(int item) {
        KernelContext context = new KernelContext();
        context.local = memory;
        context.localIdx = item % local[0];
        context.localIdy = item / local[0] % local[1];
        context.localIdz = item / local[0] / local[1];
        context.localGroupSizeX = local[0];
        context.localGroupSizeY = local[1];
        context.localGroupSizeZ = local[2];
        context.globalGroupSizeX = local[0] * groups[0];
        context.globalGroupSizeY = local[1] * groups[1];
        context.globalGroupSizeZ = local[2] * groups[2];
        return context;
    }

    void run() throws Throwable {
        for (int z = 0; z < groups[2]; z++) {
            for (int y = 0; y < groups[1]; y++) {
                for (int x = 0; x < groups[0]; x++) {
                    startGroup(x, y, z);
                    if (stepped == null) {
                        for (KernelContext each : contexts) {
                            bound.invokeExact(each);
                        }
                    } else {
                        runInSteps();
                    }
                }
            }
        }
    }

    private void startGroup(int x, int y, int z) {
        memory.startGroup();
        for (KernelContext each : contexts) {
            each.allocations = 0;
            each.groupIdx = x;
            each.groupIdy = y;
            each.groupIdz = z;
            each.globalIdx = x * local[0] + each.localIdx;
            each.globalIdy = y * local[1] + each.localIdy;
            each.globalIdz = z * local[2] + each.localIdz;
        }
        for (SavedLocals each : saved) {
            each.barrier = 0;
        }
    }

    private void runInSteps() throws Throwable {
        boolean backwards = false;
        do {
            for (int i = 0; i < contexts.length; i++) {
                int item = backwards ? contexts.length - 1 - i : i;
                bound.invokeExact(contexts[item], saved[item]);
            }
            requireTogether();
            backwards = !backwards;
        } while (saved[0].barrier != SteppedKernel.DONE);
    }

    private void requireTogether() {
        for (SavedLocals each : saved) {
            if (each.barrier != saved[0].barrier) {
                throw new TornadoTaskRuntimeException(task + ": work-items of a group wait at different barriers");
            }
        }
    }
}
