package dev.heed.tornado;

import java.util.List;

/**
 * One batch entry of a call: where its rows begin, in elements, how many there are, and what they see.
 *
 * @param query where its queries begin
 * @param key where its keys begin, before they are in pages
 * @param value where its values begin, before they are in pages
 * @param output where its outputs begin
 * @param pages the pages of its keys and values
 * @param queries how many queries it has
 * @param keys how many keys
 * @param visibility what its queries see
 */
record Entry(
        int query, int key, int value, int output, List<Integer> pages, int queries, int keys, Visibility visibility) {}
