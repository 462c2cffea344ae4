package dev.heed.models.generate;

import dev.heed.decoder.DecoderInputs;
import dev.heed.decoder.DecoderSession;
import dev.heed.models.internal.Largest;
import dev.heed.tensor.Shape;
import dev.heed.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Beam search: the likeliest beginnings are followed side by side, each in a row of one session. It ends when no
 * beginning can become better than the texts found, so that it never stops too early for any length penalty.
 */
final class BeamSearch {
    private final DecoderSession session;
    private final BeamOptions options;
    private final Set<Integer> stopIds;
    private final List<Hypothesis> found = new ArrayList<>();

    BeamSearch(DecoderSession session, BeamOptions options, Set<Integer> stopIds) {
        this.session = session;
        this.options = options;
        this.stopIds = stopIds;
    }

    /** A beginning: what was generated, and the sum of its log-probabilities. */
    private record Beam(List<Integer> tokens, double sum) {
        Beam plus(int token, double newSum) {
            List<Integer> longer = new ArrayList<>(tokens);
            longer.add(token);
            return new Beam(longer, newSum);
        }
    }

    private record Candidate(int row, int token, double sum) {
        /** The likeliest first; of equal ones that of the better beam, then of the lower id. */
        static final Comparator<Candidate> ORDER = Comparator.comparingDouble(Candidate::sum)
                .reversed()
                .thenComparingInt(Candidate::row)
                .thenComparingInt(Candidate::token);
    }

    List<Hypothesis> from(int[] prompt) {
        List<Beam> beams = List.of(new Beam(List.of(), 0));
        float[] logits = session.feed(DecoderInputs.of(DecodedTokens.row(prompt)))
                .logits()
                .toFloatArray();
        for (int length = 1; ; length++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException(
                        "The thread was interrupted after beams of " + (length - 1) + " tokens were searched.");
            }
            List<Candidate> going = split(candidates(beams, prompt, logits), beams);
            beams = next(beams, going);
            if (length == options.maxTokens()) {
                beams.forEach(
                        beam -> add(beam.tokens(), beam.sum(), beam.tokens().size(), false));
                break;
            }
            if (beams.isEmpty() || cannotImprove(beams)) {
                break;
            }
            session.reorder(going.stream().mapToInt(Candidate::row).toArray());
            int[] fed = going.stream().mapToInt(Candidate::token).toArray();
            logits = session.feed(DecoderInputs.of(Tensor.of(Shape.of(fed.length, 1), fed)))
                    .logits()
                    .toFloatArray();
        }
        if (found.isEmpty()) {
            throw TokenChooser.noToken();
        }
        return found.subList(0, Math.min(options.best(), found.size())).stream().toList();
    }

    /** The likeliest continuations, enough of them that as many go on as there are beams. */
    private List<Candidate> candidates(List<Beam> beams, int[] prompt, float[] logits) {
        int wanted = (int) Math.min(Integer.MAX_VALUE, (long) options.beams() * (1 + Math.max(1, stopIds.size())));
        int vocabulary = logits.length / beams.size();
        List<Candidate> candidates = new ArrayList<>();
        for (int row = 0; row < beams.size(); row++) {
            float[] ofRow = Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary);
            TokenList tokens = new TokenList(prompt);
            beams.get(row).tokens().forEach(tokens::add);
            TokenChooser.process(options.processors(), tokens, ofRow);
            int[] likeliest = Largest.indexes(ofRow, wanted);
            double largest = likeliest.length == 0 ? 0 : ofRow[likeliest[0]];
            double before = beams.get(row).sum() - logSum(ofRow, largest);
            for (int token : likeliest) {
                double sum = before + TokenChooser.below(ofRow[token], largest);
                if (sum > Double.NEGATIVE_INFINITY) {
                    candidates.add(new Candidate(row, token, sum));
                }
            }
        }
        return candidates.stream().sorted(Candidate.ORDER).limit(wanted).toList();
    }

    /** What the largest logit's chance is divided by, as a logarithm. */
    private static double logSum(float[] logits, double largest) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(TokenChooser.below(logit, largest));
        }
        return Math.log(sum);
    }

    /** Keeps the texts that end here, and returns the continuations that go on. */
    private List<Candidate> split(List<Candidate> candidates, List<Beam> beams) {
        List<Candidate> going = new ArrayList<>();
        for (int rank = 0; rank < candidates.size(); rank++) {
            Candidate candidate = candidates.get(rank);
            if (!stopIds.contains(candidate.token())) {
                if (going.size() < options.beams()) {
                    going.add(candidate);
                }
            } else if (rank < options.beams()) {
                // An end that is less likely than as many continuations as there are beams is no text.
                List<Integer> tokens = beams.get(candidate.row()).tokens();
                add(tokens, candidate.sum(), tokens.size() + 1, true);
            }
        }
        return going;
    }

    private static List<Beam> next(List<Beam> beams, List<Candidate> going) {
        return going.stream()
                .map(each -> beams.get(each.row()).plus(each.token(), each.sum()))
                .toList();
    }

    private void add(List<Integer> tokens, double sum, int length, boolean ended) {
        found.add(new Hypothesis(tokens, sum, score(sum, length), ended));
        found.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
        if (found.size() > options.beams()) {
            found.remove(found.size() - 1);
        }
    }

    private double score(double sum, int length) {
        return sum / Math.pow(length, options.lengthPenalty());
    }

    /** Whether the likeliest beginning, were everything that follows certain, would still not be among the best. */
    private boolean cannotImprove(List<Beam> beams) {
        if (found.size() < options.beams()) {
            return false;
        }
        int length = options.lengthPenalty() > 0
                ? options.maxTokens()
                : beams.get(0).tokens().size() + 1;
        return found.get(found.size() - 1).score() >= score(beams.get(0).sum(), length);
    }
}
