package dev.heed.conformance;

import dev.heed.decoder.Decoder;
import dev.heed.decoder.DecoderSpec;

/** What is done with a session; whatever it returns on the way is compared with the oracle. */
@FunctionalInterface
interface DecoderScript {
    /** How many tokens a row of a script's session can hold. */
    int CAPACITY = 64;

    /** Plays it, on a session that was just opened. */
    void play(Draw draw, DecoderTrack track, Decoder decoder);

    /** Adds a case that plays a script on a session of so many rows. */
    static void add(CaseList cases, String rule, String name, DecoderSpec spec, int rows, DecoderScript script) {
        add(cases, rule, name, spec, rows, CAPACITY, script);
    }

    /** Adds a case that plays a script on a session of so many rows and such a capacity. */
    static void add(
            CaseList cases, String rule, String name, DecoderSpec spec, int rows, int capacity, DecoderScript script) {
        cases.add(rule, name, draw -> check(draw, spec, rows, capacity, script));
    }

    /** A check that plays a script. */
    static ConformanceCase.Check check(Draw draw, DecoderSpec spec, int rows, int capacity, DecoderScript script) {
        return run -> {
            DecoderCheck check = new DecoderCheck(draw, spec);
            try (Decoder decoder = check.decoderOrRefusal(run);
                    DecoderTrack track = DecoderTrack.open(run, check, decoder, draw, rows, capacity)) {
                script.play(draw, track, decoder);
            }
        };
    }
}
