package dev.heed.models.huggingface;

import dev.heed.models.files.JsonFields;
import dev.heed.models.files.ModelException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How an encoder-decoder's text begins, goes on and ends, as {@code generation_config.json} says it, or else {@code
 * config.json}. Their other fields (lengths, n-grams that must not come again, sampling) are the caller's to choose.
 *
 * @param startId the id that the decoder is fed first ({@code decoder_start_token_id})
 * @param firstId the id that its text has to begin with ({@code forced_bos_token_id})
 * @param endIds the ids that end a text ({@code eos_token_id})
 * @param bannedIds the ids that may not come ({@code bad_words_ids} of one id each)
 * @param beams how many beams to search with ({@code num_beams})
 * @param lengthPenalty the power of the length that scores are divided by ({@code length_penalty})
 */
public record SequenceSettings(
        int startId,
        OptionalInt firstId,
        Set<Integer> endIds,
        Set<Integer> bannedIds,
        int beams,
        double lengthPenalty) {
    /** Copies the sets. */
    public SequenceSettings {
        endIds = Set.copyOf(endIds);
        bannedIds = Set.copyOf(bannedIds);
    }

    static SequenceSettings read(ModelFolder folder, int vocabulary) {
        SequenceSettings settings = new SequenceSettings(
                field(folder, "decoder_start_token_id").atLeast(0, "decoder_start_token_id"),
                id(folder, "forced_bos_token_id"),
                folder.endIds(vocabulary),
                banned(field(folder, "bad_words_ids")),
                field(folder, "num_beams").positive("num_beams", 1),
                field(folder, "length_penalty").number("length_penalty", 1));
        requireToken(folder, "decoder_start_token_id", settings.startId, vocabulary);
        settings.firstId.ifPresent(first -> requireToken(folder, "forced_bos_token_id", first, vocabulary));
        return settings;
    }

    private static void requireToken(ModelFolder folder, String name, int id, int vocabulary) {
        if (id >= vocabulary) {
            throw field(folder, name).wrong(name, "0 to " + (vocabulary - 1), "" + id);
        }
    }

    /** The file that has the field. */
    private static JsonFields field(ModelFolder folder, String name) {
        return folder.generation().filter(fields -> fields.has(name)).orElse(folder.config());
    }

    private static OptionalInt id(ModelFolder folder, String name) {
        JsonFields fields = field(folder, name);
        return fields.has(name) ? OptionalInt.of(fields.atLeast(0, name)) : OptionalInt.empty();
    }

    private static Set<Integer> banned(JsonFields fields) {
        List<List<Integer>> words = fields.idLists("bad_words_ids");
        if (words.stream().anyMatch(word -> word.size() != 1)) {
            throw new ModelException(
                    fields.origin() + ": bad_words_ids: expected lists of one id each, got a longer or an empty one.");
        }
        return Set.copyOf(words.stream().map(word -> word.get(0)).distinct().toList());
    }
}
