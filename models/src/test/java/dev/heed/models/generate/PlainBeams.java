package dev.heed.models.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Beam search written for reading: no session, all continuations sorted, every length up to the greatest. */
final class PlainBeams {
    private PlainBeams() {}

    private record Beam(List<Integer> tokens, double sum) {}

    private record Text(List<Integer> tokens, double score) {}

    /** The texts found, best first, less the prompt and the ids that end them. */
    static List<List<Integer>> search(TableDecoder decoder, int[] prompt, BeamOptions options) {
        List<Beam> beams = List.of(new Beam(IntStream.of(prompt).boxed().toList(), 0));
        List<Text> texts = new ArrayList<>();
        for (int length = 1; length <= options.maxTokens(); length++) {
            List<Beam> all = new ArrayList<>();
            beams.forEach(beam -> all.addAll(continuations(decoder, beam)));
            all.sort(Comparator.comparingDouble(Beam::sum).reversed());
            List<Beam> next = new ArrayList<>();
            for (int rank = 0; rank < all.size(); rank++) {
                Beam beam = all.get(rank);
                List<Integer> text =
                        beam.tokens().subList(prompt.length, beam.tokens().size());
                double score = beam.sum() / Math.pow(length, options.lengthPenalty());
                if (options.stopIds().contains(text.get(length - 1))) {
                    if (rank < options.beams()) {
                        texts.add(new Text(text.subList(0, length - 1), score));
                    }
                } else if (next.size() < options.beams()) {
                    next.add(beam);
                    if (length == options.maxTokens()) {
                        texts.add(new Text(text, score));
                    }
                }
            }
            beams = next;
        }
        return texts.stream()
                .sorted(Comparator.comparingDouble(Text::score).reversed())
                .limit(options.best())
                .map(Text::tokens)
                .toList();
    }

    private static List<Beam> continuations(TableDecoder decoder, Beam beam) {
        float[] logits = decoder.logits(beam.tokens());
        double exponentials = IntStream.range(0, logits.length)
                .mapToDouble(id -> Math.exp(logits[id]))
                .sum();
        return IntStream.range(0, logits.length)
                .mapToObj(id -> {
                    List<Integer> longer = new ArrayList<>(beam.tokens());
                    longer.add(id);
                    return new Beam(longer, beam.sum() + logits[id] - Math.log(exponentials));
                })
                .toList();
    }
}
