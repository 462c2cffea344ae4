package dev.heed.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calling thread with daemon threads beside it. Within a call, stages follow each other by microseconds, so the
 * threads look out for the next one for a moment before they sleep. While the crew works for one caller, others do
 * their tasks alone: which thread runs a task never changes its result.
 */
final class Crew implements Team, AutoCloseable {
    /** How often a thread looks before it sleeps: some tens of microseconds. */
    static final int LOOKS = 2_000;

    private final ReentrantLock owner = new ReentrantLock();
    private final List<Member> members = new ArrayList<>();
    private volatile @Nullable Job current;
    private long jobs;
    private volatile boolean closed;

    Crew(int threads) {
        for (int i = 1; i < threads; i++) {
            Member member = new Member("heed-nd4j-" + i);
            members.add(member);
            member.start();
        }
    }

    @Override
    public void forEach(int count, IntConsumer task) {
        if (count < 2 || members.isEmpty() || !owner.tryLock()) {
            Team.solo().forEach(count, task);
            return;
        }
        try {
            Job job = new Job(++jobs, count, task);
            current = job;
            members.forEach(Member::wake);
            job.work();
            job.await();
        } finally {
            current = null;
            owner.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        members.forEach(Member::wake);
    }

    private final class Member extends Thread {
        private volatile boolean asleep;

        private Member(String name) {
            super(name);
            setDaemon(true);
        }

        private void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            // The number alone is remembered: a job holds on to its caller's data.
            long last = 0;
            while (!closed) {
                Job next = look(last);
                if (next != null) {
                    last = next.number();
                    next.work();
                }
            }
        }

        private @Nullable Job look(long last) {
            for (int i = 0; i < LOOKS; i++) {
                Job job = newerThan(last);
                if (job != null) {
                    return job;
                }
                Thread.onSpinWait();
            }
            asleep = true;
            if (newerThan(last) == null && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
            return newerThan(last);
        }

        private @Nullable Job newerThan(long last) {
            Job job = current;
            return job != null && job.number() != last ? job : null;
        }
    }
}
