# Attention by tiles: some queries, and only those keys that any of them can see.
# A tile is 9 numbers: first batch entry, entries, first head, heads, first query, queries, first key, keys, kind.
# A first query or key below 0 is where they are listed in the index: at -1 for 0, at -2 for 1, and so on.
# kind: 0 an addend says what is hidden, 1 the addend of the tile before, 2 nothing is hidden, 3 causal.
#
# rows [batch or 1, queries, 3]: a query's first key, the key after its last, its aligned position.
# patterns: for each, the first key and the key after the last around a query [batch or 1, queries, 2], and which keys
# all queries see [keys]. maps: which blocks see which, [heads or 1, blocks of queries, blocks of keys], and their sizes.
# bias [heads, distances]: what a head adds at a distance, from firstDistance on.

def some(self, x: Tensor, dim: int, first: int, count: int, index: Tensor) -> Tensor:
    # A dimension of length 1 repeats.
    if torch.size(x, dim) == 1:
        return x
    if first < 0:
        return torch.index_select(x, dim, torch.narrow(index, 0, -1 - first, count))
    return torch.narrow(x, dim, first, count)

def numbered(self, first: int, count: int, index: Tensor) -> Tensor:
    if first < 0:
        return torch.narrow(index, 0, -1 - first, count)
    return torch.arange(first, first + count, dtype=3)

def square(self, x: Tensor, tile: List[int], index: Tensor) -> Tensor:
    # A tile of [batch or 1, heads or 1, queries or 1, keys or 1].
    x = self.some(self.some(x, 0, tile[0], tile[1], index), 1, tile[2], tile[3], index)
    return self.some(self.some(x, 2, tile[4], tile[5], index), 3, tile[6], tile[7], index)

def outside(self, range: Tensor, key: Tensor) -> Tensor:
    return torch.logical_or(torch.lt(key, torch.narrow(range, -1, 0, 1)), torch.ge(key, torch.narrow(range, -1, 1, 1)))

def biased(self, table: Tensor, position: Tensor, key: Tensor, regular: bool, firstDistance: int) -> Tensor:
    # position [batch or 1, 1, queries, 1]. Regular: positions and keys follow one another, and so do a row's distances.
    heads = torch.size(table, 0)
    queries = torch.size(position, 2)
    keys = torch.size(key, 0)
    if regular and torch.size(position, 0) == 1:
        start = int(key[0]) - int(position[0, 0, queries - 1, 0]) - firstDistance
        windows = torch.as_strided(table, [1, heads, queries, keys], [0, torch.size(table, 1), 1, 1], torch.storage_offset(table) + start)
        return torch.flip(windows, [2])
    index = key - position - firstDistance
    picked = torch.index_select(table, 1, torch.flatten(index))
    return torch.transpose(torch.view(picked, [heads, torch.size(index, 0), queries, keys]), 0, 1)

def addend(self, tile: List[int], index: Tensor, rows: Tensor, patterns: List[Tensor], maps: List[Tensor], blockSizes: List[int], allowed: List[Tensor], addends: List[Tensor], bias: List[Tensor], firstDistance: int) -> Tensor:
    # What is added to the scores of a tile; -inf hides.
    query = self.numbered(tile[4], tile[5], index)
    key = self.numbered(tile[6], tile[7], index)
    row = torch.unsqueeze(self.some(self.some(rows, 0, tile[0], tile[1], index), 1, tile[4], tile[5], index), 1)
    hidden = self.outside(row, key)
    for n in range(len(patterns) // 2):
        around = self.some(self.some(patterns[2 * n], 0, tile[0], tile[1], index), 1, tile[4], tile[5], index)
        everywhere = torch.index_select(patterns[2 * n + 1], 0, key)
        hidden = torch.logical_or(hidden, torch.logical_and(self.outside(torch.unsqueeze(around, 1), key), torch.logical_not(everywhere)))
    for n in range(len(maps)):
        map = self.some(maps[n], 0, tile[2], tile[3], index)
        map = torch.index_select(map, 1, torch.floor_divide(query, blockSizes[n]))
        map = torch.index_select(map, 2, torch.floor_divide(key, blockSizes[n]))
        hidden = torch.logical_or(hidden, torch.logical_not(torch.unsqueeze(map, 0)))
    for each in allowed:
        hidden = torch.logical_or(hidden, torch.logical_not(self.square(each, tile, index)))
    sum = torch.zeros([1, 1, 1, 1])
    for table in bias:
        own = self.some(table, 0, tile[2], tile[3], index)
        sum = self.biased(own, torch.narrow(row, -1, 2, 1), key, tile[4] >= 0 and tile[6] >= 0, firstDistance)
    for each in addends:
        sum = sum + self.square(each, tile, index)
    return torch.masked_fill(sum, hidden, -inf)

def put(self, target: Tensor, tile: List[int], index: Tensor, x: Tensor, square: bool) -> Tensor:
    # Square: the last dimension is that of the keys.
    own = torch.narrow(torch.narrow(target, 0, tile[0], tile[1]), 1, tile[2], tile[3])
    if square and tile[6] < 0:
        wide = self.some(own, 2, tile[4], tile[5], index)
        x = torch.index_copy(wide, 3, torch.to(self.numbered(tile[6], tile[7], index), 4), x)
    elif square:
        own = torch.narrow(own, 3, tile[6], tile[7])
    if tile[4] < 0:
        return torch.index_copy_(own, 2, torch.to(self.numbered(tile[4], tile[5], index), 4), x)
    return torch.copy_(torch.narrow(own, 2, tile[4], tile[5]), x)

def run(self, tiles: List[int], n: int) -> int:
    # How many tiles from the n-th on are the same but for their place, each as many queries before the last as it has.
    count = 1
    while 9 * (n + count) < len(tiles):
        at = 9 * (n + count)
        last = at - 9
        step = tiles[last + 4] - tiles[at + 4]
        same = tiles[at:at + 4] == tiles[last:last + 4] and tiles[at + 5] == tiles[last + 5] and tiles[at + 7] == tiles[last + 7]
        if tiles[at + 8] != 1 or not same or step != tiles[at + 5] or tiles[last + 6] - tiles[at + 6] != step or tiles[at + 4] < 0 or tiles[at + 6] < 0:
            return count
        count = count + 1
    return count

def slid(self, x: Tensor, count: int, step: int, first: int, size: int) -> Tensor:
    # Places of x [rows, width] one step apart, without a copy. [1, count, size, width]
    row = torch.stride(x, 0)
    start = torch.storage_offset(x) + first * row
    return torch.as_strided(x, [1, count, size, torch.size(x, 1)], [0, step * row, row, torch.stride(x, 1)], start)

def runFused(self, query: Tensor, key: Tensor, value: Tensor, last: List[int], count: int, addend: Tensor, scale: float, target: Tensor) -> Tensor:
    # A run of tiles, whose last one has the first queries: a call of the kernel for each head.
    groups = torch.size(query, 1) // torch.size(key, 1)
    for entry in range(last[0], last[0] + last[1]):
        for head in range(last[2], last[2] + last[3]):
            places = self.slid(torch.select(torch.select(query, 0, entry), 0, head), count, last[5], last[4], last[5])
            keys = self.slid(torch.select(torch.select(key, 0, entry), 0, head // groups), count, last[5], last[6], last[7])
            values = self.slid(torch.select(torch.select(value, 0, entry), 0, head // groups), count, last[5], last[6], last[7])
            mask = addend
            if torch.size(mask, 0) > 1:
                mask = torch.narrow(mask, 0, entry - last[0], 1)
            if torch.size(mask, 1) > 1:
                mask = torch.narrow(mask, 1, head - last[2], 1)
            mixed = self.fused(places, keys, values, [mask], False, scale)
            own = torch.narrow(torch.select(torch.select(target, 0, entry), 0, head), 0, last[4], count * last[5])
            _ = torch.copy_(own, torch.reshape(mixed, [count * last[5], torch.size(mixed, 3)]))
    return target

def tiled(self, query: Tensor, key: Tensor, value: Tensor, tiles: List[int], index: Tensor, rows: List[Tensor], patterns: List[Tensor], maps: List[Tensor], blockSizes: List[int], allowed: List[Tensor], addends: List[Tensor], bias: List[Tensor], firstDistance: int, parameters: List[Tensor], score: int, scale: float, cap: float, weights: bool, stage: int, trusted: bool) -> List[Tensor]:
    # Of what is prepared. What no tile covers gets zeros, and scores of -inf.
    batch = torch.size(query, 0)
    heads = torch.size(query, 1)
    queries = torch.size(query, 2)
    keys = torch.size(key, 2)
    groups = heads // torch.size(key, 1)
    results = annotate(List[Tensor], [])
    addend = annotate(List[Tensor], [])
    plain = trusted and not weights and stage < 0 and cap == 0. and score != 3 and scale > 0.
    n = 0
    while 9 * n < len(tiles):
        tile = tiles[9 * n:9 * n + 9]
        kind = tile[8]
        if kind == 0:
            addend = [self.addend(tile, index, rows[0], patterns, maps, blockSizes, allowed, addends, bias, firstDistance)]
        count = 1
        if plain and kind < 2:
            count = self.run(tiles, n)
        n = n + count
        if count > 1:
            if len(results) == 0:
                results = self.blank(query, key, value, weights, stage)
            _ = self.runFused(query, key, value, tiles[9 * n - 9:9 * n], count, addend[0], scale, results[0])
            continue
        if kind > 1:
            addend = annotate(List[Tensor], [])
        q = self.some(self.some(self.some(query, 0, tile[0], tile[1], index), 1, tile[2], tile[3], index), 2, tile[4], tile[5], index)
        first = tile[2] // groups
        count = max(1, tile[3] // groups)
        k = self.some(self.some(self.some(key, 0, tile[0], tile[1], index), 1, first, count, index), 2, tile[6], tile[7], index)
        v = self.some(self.some(self.some(value, 0, tile[0], tile[1], index), 1, first, count, index), 2, tile[6], tile[7], index)
        own = annotate(List[Tensor], [])
        for each in parameters:
            own = torch.append(own, self.some(each, 0, tile[2], tile[3], index))
        some = self.attend(q, k, v, addend, kind == 3, own, score, scale, cap, weights, stage, trusted)
        if tile[1] == batch and tile[3] == heads and tile[4] == 0 and tile[5] == queries and (tile[7] == keys or (not weights and stage < 0)):
            return some
        if len(results) == 0:
            results = self.blank(query, key, value, weights, stage)
        _ = self.put(results[0], tile, index, some[0], False)
        if weights:
            _ = self.put(results[1], tile, index, some[1], True)
        if stage >= 0:
            _ = self.put(results[-1], tile, index, some[-1], True)
    if len(results) == 0:
        return self.blank(query, key, value, weights, stage)
    return results

def blank(self, query: Tensor, key: Tensor, value: Tensor, weights: bool, stage: int) -> List[Tensor]:
    # The results where there is nothing to see.
    batch = torch.size(query, 0)
    heads = torch.size(query, 1)
    queries = torch.size(query, 2)
    results = [torch.zeros([batch, heads, queries, torch.size(value, 3)])]
    if weights:
        results = torch.append(results, torch.zeros([batch, heads, queries, torch.size(key, 2)]))
    if stage >= 0:
        results = torch.append(results, torch.full([batch, heads, queries, torch.size(key, 2)], -inf))
    return results

def own(self, tensors: List[Tensor], where: List[int], entries: bool, heads: int) -> List[Tensor]:
    # The part's share of tensors of all entries, and of all heads, which are in that dimension; below 0 for none.
    results = annotate(List[Tensor], [])
    for each in tensors:
        if entries and torch.size(each, 0) > 1:
            each = torch.narrow(each, 0, where[0], where[1])
        if heads >= 0 and torch.size(each, heads) > 1:
            each = torch.narrow(each, heads, where[2], where[3])
        results = torch.append(results, each)
    return results

def attention(self, inputs: List[Tensor], rotation: List[Tensor], interleaved: bool, where: List[int], tiles: List[int], index: Tensor, rows: List[Tensor], patterns: List[Tensor], maps: List[Tensor], blockSizes: List[int], allowed: List[Tensor], addends: List[Tensor], bias: List[Tensor], firstDistance: int, parameters: List[Tensor], score: int, scale: float, cap: float, weights: bool, stage: int) -> List[Tensor]:
    # inputs: query, key, value of a part of the call; all else is the whole call's.
    # where: the part's first batch entry, entries, first query head, query heads.
    # rotation: positions of queries, of keys, frequencies; or nothing.
    query = inputs[0]
    key = inputs[1]
    value = inputs[2]
    if len(rotation) > 0:
        turns = self.own(rotation[:2], where, True, -1)
        query = self.turn(query, self.turning(torch.unsqueeze(self.angles(turns[0], rotation[2]), 1), interleaved), interleaved)
        key = self.turn(key, self.turning(torch.unsqueeze(self.angles(turns[1], rotation[2]), 1), interleaved), interleaved)
    weighing = self.own(parameters, where, False, 0)
    query, key, value = self.prepared(query, key, value, weighing, score)
    trusted = self.moderate(query, key, scale) and self.finite(value)
    ranges = self.own(rows, where, True, -1)
    around = annotate(List[Tensor], [])
    for n in range(len(patterns) // 2):
        around = around + self.own([patterns[2 * n]], where, True, -1) + [patterns[2 * n + 1]]
    visible = self.own(maps, where, False, 0)
    shown = self.own(allowed, where, True, 1)
    added = self.own(addends, where, True, 1)
    results = annotate(List[Tensor], [])
    for each in self.tiled(query, key, value, tiles, index, ranges, around, visible, blockSizes, shown, added, self.own(bias, where, False, 0), firstDistance, weighing, score, scale, cap, weights, stage, trusted):
        results = torch.append(results, torch.contiguous(each))
    return results
