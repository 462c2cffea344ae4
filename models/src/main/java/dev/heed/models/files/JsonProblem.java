package dev.heed.models.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;

/** What is wrong with a text that should be JSON, in words for a person. */
public final class JsonProblem {
    private JsonProblem() {}

    /** The parser's own words, less what they say of a source that it does not show. */
    private static String withoutSource(JsonProcessingException problem) {
        return problem.getOriginalMessage().replaceAll(" \\((for|start marker) .*", "");
    }

    /** The problem, and the line where it is. */
    public static String of(JsonProcessingException problem) {
        String what = problem instanceof JsonEOFException ? "it ends too early" : withoutSource(problem);
        return problem.getLocation() == null
                ? what
                : what + " (line " + problem.getLocation().getLineNr() + ")";
    }
}
