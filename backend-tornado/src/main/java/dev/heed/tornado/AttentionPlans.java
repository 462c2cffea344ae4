package dev.heed.tornado;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The plans of a backend's attentions. Those that were used last are kept; no two threads have one at once. */
final class AttentionPlans implements AutoCloseable {
    private static final int MOST = 32;

    private final KernelChoice choice;
    private final Map<AttentionPlan.Key, Slot> slots = new LinkedHashMap<>(64, 0.75f, true);

    AttentionPlans(KernelChoice choice) {
        this.choice = choice;
    }

    /** A plan that is made by the first who needs it, and used by one at a time. */
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable AttentionPlan plan;
        private boolean closed;

        private void close() {
            lock.lock();
            try {
                closed = true;
                if (plan != null) {
                    plan.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Lends the plan of a key. */
    <T> T lend(AttentionPlan.Key key, Function<AttentionPlan, T> use) {
        while (true) {
            Slot slot = slotOf(key);
            slot.lock.lock();
            try {
                if (!slot.closed) {
                    AttentionPlan known = slot.plan;
                    if (known != null && known.failed()) {
                        slot.plan = null;
                        known.close();
                        known = null;
                    }
                    AttentionPlan plan = known == null ? make(key) : known;
                    slot.plan = plan;
                    return use.apply(plan);
                }
            } finally {
                slot.lock.unlock();
            }
        }
    }

    /** Plans that nobody uses make room. */
    private AttentionPlan make(AttentionPlan.Key key) {
        try {
            return new AttentionPlan(key, choice);
        } catch (IllegalStateException full) {
            if (!closeIdle()) {
                throw full;
            }
            return new AttentionPlan(key, choice);
        }
    }

    private boolean closeIdle() {
        List<Slot> all;
        synchronized (slots) {
            all = List.copyOf(slots.values());
        }
        boolean any = false;
        for (Slot each : all) {
            if (!each.lock.isHeldByCurrentThread() && each.lock.tryLock()) {
                try {
                    any |= each.plan != null && !each.closed;
                    each.close();
                } finally {
                    each.lock.unlock();
                }
                synchronized (slots) {
                    slots.values().remove(each);
                }
            }
        }
        return any;
    }

    private Slot slotOf(AttentionPlan.Key key) {
        Slot eldest = null;
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(key, absent -> new Slot());
            if (slots.size() > MOST) {
                AttentionPlan.Key first = slots.keySet().iterator().next();
                eldest = slots.remove(first);
            }
        }
        if (eldest != null) {
            eldest.close();
        }
        return slot;
    }

    /** Frees all of them; nobody uses any by now. */
    @Override
    public void close() {
        List<Slot> all;
        synchronized (slots) {
            all = List.copyOf(slots.values());
            slots.clear();
        }
        all.forEach(Slot::close);
    }
}
