package dev.heed.djl;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/**
 * Native memory for the keys and values of so many tokens, a piece for each layer, [2, keyValueHeads, tokens,
 * headWidth]. In one piece it would be so large that the C library gives it back to the system each time, which costs
 * the next one a page fault for every 4 kB.
 */
record CacheMemory(List<PtNDArray> layers, int tokens) {}
