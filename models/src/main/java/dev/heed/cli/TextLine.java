package dev.heed.cli;

/**
 * A line of text.
 *
 * @param number its number, from 1
 * @param text what it says, without what ends it
 */
record TextLine(long number, String text) {}
