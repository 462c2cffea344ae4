package dev.heed.conformance.compare;

import dev.heed.BackendOptions;
import dev.heed.conformance.report.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the same work on several backends in one process and compares them.
 *
 * <p>First the float64 oracle computes what is right. Then each backend is opened, one after another, and runs every
 * work once: that output is held to the oracle, and shows what memory the backend takes. Then, work by work, all
 * backends are warmed up and timed in turns: in every round each of them has one block of calls, after a pause, and the
 * order changes from round to round, so that what disturbs the machine disturbs all of them alike. Where an engine has
 * the same work by its own means ({@link dev.heed.spi.BaselineProvider}), these are one contestant more.
 */
public final class BackendComparison {
    private final ComparisonPlan plan;
    private final Consumer<String> progress;
    private final List<Participant> participants = new ArrayList<>();
    private final List<UnusableBackend> unusable = new ArrayList<>();

    private BackendComparison(ComparisonPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Opens the entrants, compares them and closes them. A backend that cannot be opened, refuses a work or fails at it
     * is in the report with its reason.
     *
     * @param options what every backend is opened with
     * @param progress is told what is being done, in a few words
     * @throws IllegalStateException if the thread is interrupted
     */
    public static ComparisonReport run(
            List<Entrant> entrants, BackendOptions options, ComparisonPlan plan, Consumer<String> progress) {
        return new BackendComparison(plan, progress).run(entrants, options);
    }

    private ComparisonReport run(List<Entrant> entrants, BackendOptions options) {
        Environment environment = Environment.here();
        List<Reference> references = references();
        try {
            for (Entrant entrant : entrants) {
                open(entrant, options, references);
            }
            for (int index = 0; index < plan.works().size(); index++) {
                time(index, references.get(index), options);
            }
            return report(environment, options.effectiveThreads());
        } finally {
            participants.forEach(Participant::close);
        }
    }

    /** On all processors: nothing is timed yet. */
    private List<Reference> references() {
        progress.accept("computing what is right, in float64");
        return plan.works().parallelStream().map(Work::reference).toList();
    }

    private void open(Entrant entrant, BackendOptions options, List<Reference> references) {
        progress.accept(entrant.id() + ": opening, and a first call of each work");
        Participant participant;
        try {
            participant = Participant.open(entrant, options);
        } catch (RuntimeException | LinkageError failure) {
            String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            unusable.add(new UnusableBackend(entrant.id(), entrant.version(), reason));
            return;
        }
        participants.add(participant);
        participant.tryOut(plan.works(), references);
    }

    private void time(int index, Reference reference, BackendOptions options) {
        Work work = plan.works().get(index);
        List<Turn> turns = new ArrayList<>();
        try {
            for (Participant participant : participants) {
                participant.ready(index, work).ifPresent(ready -> turns.add(Turn.of(index, work, participant, ready)));
            }
            for (Turn turn : List.copyOf(turns)) {
                turn.participant()
                        .ownMeans(index, work, reference, options)
                        .ifPresent(own -> turns.add(Turn.of(index, work, turn.participant(), own)));
            }
            List<Lane> lanes = turns.stream().map(Turn::lane).toList();
            new Rounds(plan.pace(), progress).time(work.description().name(), lanes);
            turns.forEach(turn -> turn.finish().accept(turn.lane()));
        } finally {
            turns.forEach(turn -> turn.close().run());
        }
    }

    /** One contestant's part in the timing of one work: a participant, or its engine's own means. */
    private record Turn(Participant participant, Lane lane, Consumer<Lane> finish, Runnable close) {
        static Turn of(int index, Work work, Participant participant, Work.Ready ready) {
            return new Turn(
                    participant,
                    new Lane(participant.id(), ready::run),
                    lane -> participant.finish(index, work.description(), lane),
                    ready::close);
        }

        static Turn of(int index, Work work, Participant participant, Participant.OwnMeans own) {
            return new Turn(
                    participant,
                    new Lane(participant.id() + "'s engine", own.baseline()::run),
                    lane -> participant.finishOwnMeans(index, work.description(), lane, own),
                    own.baseline()::close);
        }
    }

    private ComparisonReport report(Environment environment, int threads) {
        return new ComparisonReport(
                plan.name(),
                plan.seed(),
                plan.pace(),
                threads,
                environment,
                plan.works().stream().map(Work::description).toList(),
                participants.stream().map(Participant::result).toList(),
                unusable);
    }
}
