package dev.heed.conformance.compare;

import dev.heed.Backend;
import dev.heed.BackendOptions;
import dev.heed.UnsupportedFeatureException;
import dev.heed.conformance.ResidentMemory;
import dev.heed.spi.Baseline;
import dev.heed.spi.BaselineProvider;
import dev.heed.spi.Support;
import dev.heed.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A backend that was opened, and what is known of it so far. */
final class Participant implements AutoCloseable {
    private final Entrant entrant;
    private final Backend backend;
    private final double openingSeconds;
    private final OptionalLong residentBefore;
    private OptionalLong mostResident = OptionalLong.empty();
    /** By the index of the work: of those that ran once, how far the output was from the oracle's. */
    private final Map<Integer, Double> errors = new TreeMap<>();
    /** By the index of the work: of those that are over. */
    private final Map<Integer, Outcome> outcomes = new TreeMap<>();

    /** By the index of the work: what the engine itself made of it. */
    private final Map<Integer, BaselineResult> baselines = new TreeMap<>();

    private Participant(Entrant entrant, Backend backend, double openingSeconds, OptionalLong residentBefore) {
        this.entrant = entrant;
        this.backend = backend;
        this.openingSeconds = openingSeconds;
        this.residentBefore = residentBefore;
    }

    static Participant open(Entrant entrant, BackendOptions options) {
        OptionalLong before = ResidentMemory.settled();
        long start = System.nanoTime();
        Backend backend = entrant.opening().apply(options);
        return new Participant(entrant, backend, (System.nanoTime() - start) / 1e9, before);
    }

    String id() {
        return entrant.id();
    }

    /** Runs every work once, and holds it to the oracle. */
    void tryOut(List<Work> works, List<Reference> references) {
        for (int index = 0; index < works.size(); index++) {
            tryOut(index, works.get(index), references.get(index));
        }
    }

    private void tryOut(int index, Work work, Reference reference) {
        if (work.supportedBy(backend) instanceof Support.Unsupported refusal) {
            outcomes.put(index, new Outcome.Refused(refusal.ruleId(), refusal.reason()));
            return;
        }
        try (Work.Ready ready = work.on(backend)) {
            Tensor output = ready.run();
            OptionalLong resident = ResidentMemory.afterCollection();
            resident.ifPresent(bytes -> mostResident = OptionalLong.of(Math.max(bytes, mostResident.orElse(0))));
            errors.put(index, reference.errorOverTolerance(output));
        } catch (RuntimeException | LinkageError failure) {
            outcomes.put(index, failed(failure));
        }
    }

    private static Outcome failed(Throwable failure) {
        return failure instanceof UnsupportedFeatureException refusal
                ? new Outcome.Refused(refusal.ruleId(), refusal.reason())
                : new Outcome.Failed(failure.toString());
    }

    /** The work on this backend, if it ran at the first try. The caller closes it. */
    Optional<Work.Ready> ready(int index, Work work) {
        if (outcomes.containsKey(index)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.on(backend));
        } catch (RuntimeException | LinkageError failure) {
            outcomes.put(index, failed(failure));
            return Optional.empty();
        }
    }

    /** The engine's own means for a work, seen to do the same work. The caller closes it. */
    Optional<OwnMeans> ownMeans(int index, Work work, Reference reference, BackendOptions options) {
        if (entrant.baseline().isEmpty()) {
            return Optional.empty();
        }
        BaselineProvider engine = entrant.baseline().get();
        try {
            return work.on(engine, options).map(baseline -> OwnMeans.seen(engine.name(), baseline, reference));
        } catch (RuntimeException | LinkageError failure) {
            baselines.put(index, new BaselineResult(engine.name(), failed(failure)));
            return Optional.empty();
        }
    }

    /** An engine's own means, what they are called, and how far their output is from the oracle's. */
    record OwnMeans(String name, Baseline baseline, double error) {
        /** Runs them once. They are closed if that fails. */
        private static OwnMeans seen(String name, Baseline baseline, Reference reference) {
            try {
                return new OwnMeans(name, baseline, reference.errorOverTolerance(baseline.output()));
            } catch (RuntimeException | Error failure) {
                try (baseline) {
                    throw failure;
                }
            }
        }
    }

    /** Takes over what a lane of the engine's own means measured. */
    void finishOwnMeans(int index, WorkDescription work, Lane lane, OwnMeans own) {
        Outcome outcome = lane.failure().map(Participant::failed).orElseGet(() -> measured(work, lane, own.error));
        baselines.put(index, new BaselineResult(own.name, outcome));
    }

    /** Takes over what a lane measured. */
    void finish(int index, WorkDescription work, Lane lane) {
        outcomes.put(
                index, lane.failure().map(Participant::failed).orElseGet(() -> measured(work, lane, error(index))));
    }

    private double error(int index) {
        return errors.getOrDefault(index, Double.POSITIVE_INFINITY);
    }

    private static Outcome measured(WorkDescription work, Lane lane, double error) {
        Timing timing = lane.calls();
        return new Outcome.Measured(timing, work.tokens() / timing.median(), error);
    }

    BackendResult result() {
        OptionalLong resident = residentBefore.isPresent() && mostResident.isPresent()
                ? OptionalLong.of(mostResident.getAsLong() - residentBefore.getAsLong())
                : OptionalLong.empty();
        return new BackendResult(
                entrant.id(),
                entrant.version(),
                backend.device(),
                openingSeconds,
                resident,
                List.copyOf(outcomes.values()),
                baselines);
    }

    @Override
    public void close() {
        backend.close();
    }
}
