package uk.ac.manchester.tornado.api;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A graph to which nothing is added any more. */
public class ImmutableTaskGraph {
    final String name;
    final List<TaskGraph.Task> tasks;
    final Set<TornadoNativeArray> first;
    final Set<TornadoNativeArray> every;
    final Set<TornadoNativeArray> underDemand;
    final IdentityHashMap<TornadoNativeArray, String> consumed;
    final Set<TornadoNativeArray> persisted;

    ImmutableTaskGraph(
            String name,
            List<TaskGraph.Task> tasks,
            Set<TornadoNativeArray> first,
            Set<TornadoNativeArray> every,
            Set<TornadoNativeArray> underDemand,
            IdentityHashMap<TornadoNativeArray, String> consumed,
            Set<TornadoNativeArray> persisted) {
        this.name = name;
        this.tasks = tasks;
        this.first = first;
        this.every = every;
        this.underDemand = underDemand;
        this.consumed = consumed;
        this.persisted = persisted;
    }
}
