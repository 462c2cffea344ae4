package dev.heed.attention;

/** The position that a query takes among the keys when there are more of one than of the other (rule ATT-7). */
public enum Alignment {
    /** The last query stands at the last key: query i at position i + (Tk − Tq), of the batch entry's own lengths. */
    BOTTOM_RIGHT,
    /** The first query stands at the first key: query i at position i. */
    TOP_LEFT
}
