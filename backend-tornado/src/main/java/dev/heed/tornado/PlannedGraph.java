package dev.heed.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;

/**
 * A graph that has been put together.
 *
 * @param name its name
 * @param tasks the graph itself
 * @param kernels the names of its tasks; each begins with its kernel's name
 * @param bytes what its own arrays, and its context, take on the device
 * @param largest the bytes of the largest of them
 */
record PlannedGraph(String name, ImmutableTaskGraph tasks, List<String> kernels, long bytes, long largest) {}
