/** Jlama as a peer of the decoders' benchmark. Needs a JDK from 21 on: it is compiled by the profile of its name only. */
@org.jspecify.annotations.NullMarked
package dev.heed.benchmark.jlama;
