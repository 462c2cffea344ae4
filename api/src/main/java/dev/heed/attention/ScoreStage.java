package dev.heed.attention;

/** A place in the pipeline (rule ATT-1) whose scores can be asked for. */
public enum ScoreStage {
    /** After score and scale. */
    SCALED,
    /** After the soft cap. */
    CAPPED,
    /** After biases and masks, just before the softmax; excluded keys have −∞. */
    MASKED
}
