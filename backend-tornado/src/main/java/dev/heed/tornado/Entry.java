package dev.heed.tornado;

/**
 * One batch entry of a call: where its rows begin, in elements, how many there are, and what they see.
 *
 * @param query where its queries begin
 * @param key where its keys begin
 * @param value where its values begin
 * @param output where its outputs begin
 * @param queries how many queries it has
 * @param keys how many keys
 * @param visibility what its queries see
 */
record Entry(int query, int key, int value, int output, int queries, int keys, Visibility visibility) {}
