package dev.heed.tornado;

/**
 * Where a kernel finds what differs from call to call: the first numbers of the one array of ints that each call sends.
 * Counts, strides and places are data in it; a number that were a constant of the kernel would compile it anew.
 */
final class CallHeader {
    /** Rows of the matrices. */
    static final int ROWS = 0;

    /** Where the entries of the batch begin, {@link #ENTRY} numbers each. */
    static final int ENTRIES = 1;

    /** Where the ranges begin: for each row of queries the first key, the key after the last, the aligned position. */
    static final int RANGES = 2;

    /** Where the tiles begin: for each 16 queries of an entry the first key that any sees, the key after the last. */
    static final int TILES = 3;

    static final int TOKENS = 4;

    static final int SEGMENTS = 5;

    /**
     * Where the pattern's lists are told, {@link PatternTable}: for each 16 queries of an entry, and each of so many heads,
     * where a list begins, and how many items it has. 0 if there is no pattern.
     */
    static final int PATTERNS = 6;

    /** The heads that have lists of their own: all, or 1 where one list is for all of them. */
    static final int PATTERN_HEADS = 7;

    static final int HEADS = 8;

    /** Query heads to a head of the keys that scores are made from. */
    static final int KEY_GROUP = 9;

    /** Query heads to a head of the values. */
    static final int VALUE_GROUP = 10;

    /** The width of what scores are made from. */
    static final int WIDTH = 11;

    static final int VALUE_WIDTH = 12;

    /** Strides, in elements, from head to head and from row to row; those of keys and values before they are in pages. */
    static final int QUERY_HEAD = 13;

    static final int QUERY_ROW = 14;

    static final int KEY_HEAD = 15;

    static final int KEY_ROW = 16;

    static final int VALUE_HEAD = 17;

    static final int VALUE_ROW = 18;

    static final int OUTPUT_HEAD = 19;

    static final int OUTPUT_ROW = 20;

    /** Numbers of the bias table of a head; 0 for no bias. */
    static final int BIAS_LENGTH = 21;

    /** Where distance 0 stands in the bias table of a head. */
    static final int BIAS_ZERO = 22;

    /** 1 if there is a mask tensor; its strides follow. */
    static final int MASK = 23;

    static final int MASK_BATCH = 24;

    static final int MASK_HEAD = 25;

    static final int MASK_QUERY = 26;

    static final int MASK_KEY = 27;

    /** How many ints were sent, of which {@link EmbeddingRows} leaves a copy for later graphs. */
    static final int INTS = 28;

    /** The queries and keys of weights and scores [entries, heads, queries, keys]. */
    static final int SQUARE_QUERIES = 29;

    static final int SQUARE_KEYS = 30;

    /** 1 if the maximum and the sum of each query are kept. */
    static final int STATISTICS = 31;

    /** Heads of what is scored and of the values, in {@link KeyValuePages}. */
    static final int KEY_HEADS = 48;

    static final int VALUE_HEADS = 49;

    /** From page to page and from layer to layer there, in vectors of 16 numbers. */
    static final int KEY_PAGE = 50;

    static final int KEY_LAYER = 51;

    static final int VALUE_PAGE = 52;

    static final int VALUE_LAYER = 53;

    /** Where the place of each row's token in the pages begins: 16 times the page, and which token of it. */
    static final int SLOTS = 54;

    /** The keys of an item of the pattern's lists. */
    static final int PATTERN_STEP = 55;

    /** The pages that are copied before anything is computed: how many, and where they begin, from and to. */
    static final int COPIES = 57;

    static final int COPIED = 58;

    /**
     * Where what is to be known of the queries before they are scored begins, and the same for the keys. They are
     * [outer, heads, inner, width]: inner is the length of a sequence where heads are apart, 1 where they are together.
     */
    static final int QUERY_SIDE = 32;

    static final int KEY_SIDE = 40;

    /** outer · heads · inner before the score's own projection. */
    static final int SIDE_ROWS = 0;

    static final int SIDE_INNER = 1;

    static final int SIDE_HEADS = 2;

    static final int SIDE_WIDTH = 3;

    /** Heads and width after it, and how many of the new heads share an old one. */
    static final int SIDE_NEW_HEADS = 4;

    static final int SIDE_NEW_WIDTH = 5;

    static final int SIDE_GROUP = 6;

    /** Where the row of each [outer, inner] in the tables of positions stands. */
    static final int SIDE_POSITIONS = 7;

    /** Where the place of the ranges under one of several windows stands; that of the tiles follows. */
    static int ranges(int window) {
        return 64 + 2 * window;
    }

    /** Numbers of the header where there is one window. */
    static final int SIZE = ranges(1);

    /** Numbers of the header with the places for so many windows. */
    static int size(int windows) {
        return ranges(Math.max(1, windows));
    }

    /** Numbers of an entry: where its queries, keys, values and outputs begin, in elements; */
    static final int ENTRY = 9;

    static final int ENTRY_QUERY = 0;

    static final int ENTRY_KEY = 1;

    static final int ENTRY_VALUE = 2;

    static final int ENTRY_OUTPUT = 3;

    /** its first row of ranges, how many rows of queries it has, */
    static final int ENTRY_ROW = 4;

    static final int ENTRY_ROWS = 5;

    /** its first tile, how many keys there are, */
    static final int ENTRY_TILE = 6;

    static final int ENTRY_KEYS = 7;

    /** and where the numbers of its pages begin. */
    static final int ENTRY_PAGES = 8;

    private CallHeader() {}
}
