# A Transformer decoder in TorchScript, over packed tokens: what every row is fed, one row after the other,
# [tokens, width]. Only attention knows rows.
#
# ids, places: of all tokens, and of some more behind them that no row has and nobody sees
# picked: the tokens whose logits are computed, of which the first ones are asked for: of each row its last ones
# rows, for each row: tokens fed, tokens held before, blocks of its cache, tokens whose logits are asked for
# blocks, for each row in order, of each one the layers: [2, keyValueHeads, room, headWidth]; what is fed goes into the last ones
# held, for each block: how many of its tokens are the row's, those that are fed included
# shape, numbers: as the encoder's; more: output norms, query-key norm (0 none, 1 layer norm, 2 rms norm), memory
# limits: head scale, head cap (0 none), epsilon of the query-key norm
# outer: as the encoder's, then head (2)
# inner, for each layer: as the encoder's without parameters of the score, then query norm (2), key norm (2), attention output norm (2),
# feed-forward output norm (2), memory query (2), memory output (2), memory norm (2)
# What makes queries holds the scale of the scores, and has next to each other the two numbers that a rotation turns
# together; so has what makes keys.

def among(self, blocks: List[Tensor], held: List[int], first: int, end: int) -> List[Tensor]:
    # The keys and values of a row's tokens first to end, block by block. [2, keyValueHeads, tokens, headWidth]
    some = annotate(List[Tensor], [])
    before = 0
    for n in range(len(blocks)):
        start = max(first - before, 0)
        stop = min(end - before, held[n])
        if start < stop:
            some = torch.append(some, torch.narrow(blocks[n], 2, start, stop - start))
        before = before + held[n]
    return some

def distanceBias(self, bias: Tensor, position: Tensor, key: Tensor) -> Tensor:
    # bias [heads, distances], the last one distance 0. [heads, queries, keys]
    entries = torch.size(bias, 1)
    index = torch.clamp(key - position + (entries - 1), 0, entries - 1)
    picked = torch.index_select(bias, 1, torch.flatten(index))
    return torch.view(picked, [torch.size(bias, 0), torch.size(index, 0), torch.size(index, 1)])

def recalled(self, query: Tensor, cached: List[Tensor], position: int, first: int, left: int, bias: List[Tensor], cap: float) -> Tensor:
    # query [tokens, heads, headWidth] from a position on; keys and values from the first one on, to the last query's own.
    count = torch.size(query, 0)
    heads = torch.size(query, 1)
    width = torch.size(query, 2)
    shared = torch.size(cached[0], 1)
    groups = heads // shared
    grouped = torch.reshape(torch.permute(torch.view(query, [count, shared, groups, width]), [1, 2, 0, 3]), [shared, groups * count, width])
    parts = annotate(List[Tensor], [])
    for each in cached:
        parts = torch.append(parts, torch.bmm(grouped, torch.transpose(torch.select(each, 0, 0), 1, 2)))
    scores = parts[0]
    if len(parts) > 1:
        scores = torch.cat(parts, 2)
    total = torch.size(scores, 2)
    scores = torch.view(scores, [heads, count, total])
    if cap > 0.:
        scores = torch.tanh(scores / cap) * cap
    if count > 1 or len(bias) > 0:
        at = torch.unsqueeze(torch.arange(position, position + count), 1)
        key = torch.arange(first, first + total)
        for each in bias:
            scores = scores + self.distanceBias(each, at, key)
        scores = torch.masked_fill(scores, torch.logical_or(torch.gt(key, at), torch.lt(key, at - left)), -inf)
    weights = torch.view(torch.softmax(scores, -1), [shared, groups * count, total])
    start = torch.size(cached[0], 2)
    mixed = torch.bmm(torch.narrow(weights, 2, 0, start), torch.select(cached[0], 0, 1))
    for each in cached[1:]:
        some = torch.size(each, 2)
        mixed = torch.baddbmm(mixed, torch.narrow(weights, 2, start, some), torch.select(each, 0, 1))
        start = start + some
    return torch.reshape(torch.permute(torch.view(mixed, [shared, groups, count, width]), [2, 0, 1, 3]), [count, heads * width])

def remembered(self, query: Tensor, fed: Tensor, past: int, blocks: List[Tensor], held: List[int], left: int, bias: List[Tensor], cap: float, fusing: bool) -> Tensor:
    # One row: keeps its new keys and values, fed [tokens, 2, keyValueHeads, headWidth], and attends to all that it may see,
    # from the last ones of them that have queries. [queries, heads * headWidth]
    count = torch.size(query, 0)
    before = 0
    for n in range(len(blocks)):
        start = max(past - before, 0)
        some = held[n] - start
        if some > 0:
            own = torch.narrow(fed, 0, before + start - past, some)
            _ = torch.copy_(torch.narrow(blocks[n], 2, start, some), torch.permute(own, [1, 2, 0, 3]))
        before = before + held[n]
    fresh = torch.size(fed, 0)
    if count == 0:
        return torch.zeros([0, torch.size(query, 1) * torch.size(query, 2)])
    if fusing and count > 1 and count == fresh and past == 0 and left >= count - 1 and len(bias) == 0 and cap == 0.:
        groups = torch.size(query, 1) // torch.size(fed, 2)
        keys = self.shared(torch.unsqueeze(torch.transpose(torch.select(fed, 1, 0), 0, 1), 0), groups)
        values = self.shared(torch.unsqueeze(torch.transpose(torch.select(fed, 1, 1), 0, 1), 0), groups)
        output = self.fused(torch.unsqueeze(torch.transpose(query, 0, 1), 0), keys, values, annotate(List[Tensor], []), True, 1.)
        return torch.reshape(torch.transpose(output, 1, 2), [count, torch.size(query, 1) * torch.size(query, 2)])
    # By blocks of queries, so that no scores are as large as queries times keys.
    most = max(16, 2097152 // (torch.size(query, 1) * (past + fresh)))
    mixed = annotate(List[Tensor], [])
    position = past + fresh - count
    start = 0
    while start < count:
        some = min(most, count - start)
        first = max(0, position + start - left)
        end = position + start + some
        cached = self.among(blocks, held, first, end)
        mixed = torch.append(mixed, self.recalled(torch.narrow(query, 0, start, some), cached, position + start, first, left, bias, cap))
        start = start + some
    if len(mixed) == 1:
        return mixed[0]
    return torch.cat(mixed)

def stepped(self, query: Tensor, fed: Tensor, past: int, block: Tensor) -> Tensor:
    # As remembered, for one token of a row whose cache is one block, all of which the token sees.
    shared = torch.size(block, 1)
    width = torch.size(block, 3)
    _ = torch.copy_(torch.narrow(block, 2, past, 1), torch.view(fed, [2, shared, 1, width]))
    cached = torch.narrow(block, 2, 0, past + 1)
    scores = torch.bmm(torch.view(query, [shared, -1, width]), torch.transpose(torch.select(cached, 0, 0), 1, 2))
    mixed = torch.bmm(torch.softmax(scores, -1), torch.select(cached, 0, 1))
    return torch.view(mixed, [1, -1])

def consulted(self, query: Tensor, memory: Tensor, layer: int) -> Tensor:
    # One row's memory, [layers, 2, keyValueHeads, length, headWidth]: every token sees all of it.
    count = torch.size(query, 0)
    if torch.size(memory, 3) == 0:
        return torch.zeros([count, torch.size(query, 1) * torch.size(query, 2)])
    own = torch.select(memory, 0, layer)
    groups = torch.size(query, 1) // torch.size(own, 1)
    shared = torch.size(own, 1)
    width = torch.size(query, 2)
    grouped = torch.reshape(torch.permute(torch.view(query, [count, shared, groups, width]), [1, 2, 0, 3]), [shared, groups * count, width])
    scores = torch.bmm(grouped, torch.transpose(torch.select(own, 0, 0), 1, 2))
    mixed = torch.bmm(torch.softmax(scores, -1), torch.select(own, 0, 1))
    return torch.reshape(torch.permute(torch.view(mixed, [shared, groups, count, width]), [2, 0, 1, 3]), [count, shared * groups * width])

def ofHeads(self, x: Tensor, weight: Tensor, bias: Tensor, epsilon: float, root: Tensor) -> Tensor:
    # The query-key norm of x [tokens, heads, headWidth].
    width = torch.size(x, 2)
    return torch.view(self.norm(torch.reshape(x, [-1, width]), weight, bias, epsilon, root), [torch.size(x, 0), torch.size(x, 1), width])

def decoderPositions(self, x: Tensor, positions: Tensor, outer: List[Tensor], kind: int) -> Tensor:
    if kind == 1:
        width = torch.size(x, 1)
        even = torch.to(torch.arange(0, width, 2), 7)
        angle = torch.unsqueeze(torch.to(positions, 7), 1) * torch.exp(even * (-9.210340371976184 / width))
        both = torch.flatten(torch.stack([torch.sin(angle), torch.cos(angle)], -1), 1)
        return torch.add_(x, torch.to(torch.narrow(both, 1, 0, width), 6))
    if kind == 2:
        return torch.add_(x, torch.embedding(outer[1], positions))
    return x

def added(self, x: Tensor, block: Tensor, weight: Tensor, bias: Tensor, normWeight: Tensor, normBias: Tensor, normed: bool, epsilon: float, root: Tensor) -> Tensor:
    # x + W block + b, or, with an output norm, x + norm(W block + b)
    if normed:
        return x + self.norm(self.linear(block, weight, bias), normWeight, normBias, epsilon, root)
    return self.linearPlus(block, weight, bias, x)

def unseen(self, tokens: int, width: int) -> List[Tensor]:
    # What stands for the attention of tokens that nobody sees, if there are any.
    if tokens == 0:
        return annotate(List[Tensor], [])
    return [torch.zeros([tokens, width])]

def decode(self, ids: List[int], places: List[int], rows: List[int], blocks: List[Tensor], held: List[int], memories: List[Tensor], bias: List[Tensor], picked: List[int], asked: int, windows: List[int], more: List[int], limits: List[float], outer: List[Tensor], inner: List[Tensor], shape: List[int], numbers: List[float]) -> Tensor:
    # The logits of the tokens asked for. [asked, vocabulary]
    epsilon = numbers[0]
    heads = shape[1]
    shared = shape[2]
    width = shape[3]
    pre = shape[4] == 1
    outputNorms = more[0] == 1
    tokens = len(ids)
    positions = torch.tensor(places)
    x = self.decoderPositions(self.embedded(torch.tensor(ids), outer, numbers[3]), positions, outer, shape[11])
    root = self.root(shape[5] == 1, torch.size(x, 1), epsilon)
    headRoot = self.root(more[1] == 2, width, limits[2])
    if torch.numel(outer[3]) > 0:
        x = self.norm(x, outer[3], outer[4], epsilon, root)
    rotary = torch.numel(outer[7]) > 0
    turning = self.turning(torch.unsqueeze(self.angles(positions, outer[7]), 1), True)
    queries = annotate(List[int], [])
    seen = 0
    begins = False
    for row in range(len(rows) // 4):
        queries = torch.append(queries, rows[4 * row])
        seen = seen + rows[4 * row]
        begins = begins or (rows[4 * row] > 1 and rows[4 * row + 1] == 0)
    picking = asked < seen
    alone = seen == 1 and len(held) == 1 and len(bias) == 0 and numbers[2] == 0.
    unseen = self.unseen(tokens - seen, heads * width)
    size = len(inner) // max(1, shape[0])
    for n in range(shape[0]):
        w = inner[n * size:(n + 1) * size]
        y = x
        if pre:
            y = self.norm(x, w[4], w[5], epsilon, root)
        projected = torch.view(self.linear(y, w[0], w[1]), [tokens, heads + 2 * shared, width])
        query = torch.narrow(projected, 1, 0, heads)
        if more[1] > 0:
            key = torch.narrow(projected, 1, heads, shared)
            _ = torch.copy_(query, self.ofHeads(query, w[12], w[13], limits[2], headRoot))
            _ = torch.copy_(key, self.ofHeads(key, w[14], w[15], limits[2], headRoot))
        if rotary:
            _ = self.turn(torch.narrow(projected, 1, 0, heads + shared), turning, True)
        kept = torch.view(torch.narrow(projected, 1, heads, 2 * shared), [tokens, 2, shared, width])
        # The fused kernel makes 0 of a row whose scores are NaN, or overflow: nothing would show at the end.
        fusing = begins and self.moderate(query, torch.select(kept, 1, 0), 1.)
        if picking and n == shape[0] - 1:
            # After the last layer's keys and values, nobody sees the other tokens.
            x = torch.index_select(x, 0, torch.tensor(picked))
            queries = annotate(List[int], [])
            for row in range(len(rows) // 4):
                queries = torch.append(queries, rows[4 * row + 3])
            seen = asked
            unseen = self.unseen(torch.size(x, 0) - seen, heads * width)
        parts = annotate(List[Tensor], [])
        if alone and queries[0] == 1 and windows[n] >= rows[1]:
            parts = [self.stepped(torch.select(query, 0, 0), torch.select(kept, 0, 0), rows[1], blocks[n])]
        else:
            at = 0
            block = 0
            for row in range(len(rows) // 4):
                count = rows[4 * row]
                end = block + rows[4 * row + 2]
                own = torch.narrow(query, 0, at + count - queries[row], queries[row])
                ofLayer = blocks[block * shape[0] + n:end * shape[0]:shape[0]]
                parts = torch.append(parts, self.remembered(own, torch.narrow(kept, 0, at, count), rows[4 * row + 1], ofLayer, held[block:end], windows[n], bias, numbers[2], fusing))
                at = at + count
                block = end
        y = self.added(x, self.joined(torch.size(x, 0), parts + unseen), w[2], w[3], w[16], w[17], outputNorms, epsilon, root)
        if not pre:
            y = self.norm(y, w[4], w[5], epsilon, root)
        if more[2] == 1:
            z = y
            if pre:
                z = self.norm(y, w[24], w[25], epsilon, root)
            query = torch.view(self.linear(z, w[20], w[21]), [torch.size(z, 0), heads, width])
            parts = annotate(List[Tensor], [])
            at = 0
            for row in range(len(rows) // 4):
                parts = torch.append(parts, self.consulted(torch.narrow(query, 0, at, queries[row]), memories[row], n))
                at = at + queries[row]
            y = self.linearPlus(self.joined(torch.size(z, 0), parts + unseen), w[22], w[23], y)
            if not pre:
                y = self.norm(y, w[24], w[25], epsilon, root)
        z = y
        if pre:
            z = self.norm(y, w[10], w[11], epsilon, root)
        inside = self.inside(z, seen, w, shape)
        x = self.added(y, inside, w[8], w[9], w[18], w[19], outputNorms, epsilon, root)
        if not pre:
            x = self.norm(x, w[10], w[11], epsilon, root)
    if shape[6] == 1:
        x = self.norm(x, outer[5], outer[6], epsilon, root)
    if picking and shape[0] == 0:
        x = torch.index_select(x, 0, torch.tensor(picked))
    if limits[0] != 1.:
        x = x * limits[0]
    logits = torch.narrow(self.linear(x, outer[8], outer[9]), 0, 0, asked)
    if limits[1] > 0.:
        logits = torch.tanh(logits / limits[1]) * limits[1]
    return logits

def memorised(self, states: Tensor, projections: List[Tensor], shared: int, width: int) -> Tensor:
    # The keys and values of one row's memory, of all layers. states [length, memoryWidth]
    length = torch.size(states, 0)
    layers = annotate(List[Tensor], [])
    for n in range(len(projections) // 2):
        both = torch.view(self.linear(states, projections[2 * n], projections[2 * n + 1]), [length, 2, shared, width])
        layers = torch.append(layers, torch.permute(both, [1, 2, 0, 3]))
    return torch.contiguous(torch.stack(layers))

def paired(self, x: Tensor, heads: int, width: int, count: int) -> Tensor:
    # x [heads * width and more, ...]: of each head's first numbers, those half of count apart become neighbours. Where they stand.
    turned = torch.narrow(torch.view(torch.narrow(x, 0, 0, heads * width), [heads, width, -1]), 1, 0, count)
    halves = torch.unflatten(torch.clone(turned), 1, [2, count // 2])
    return torch.copy_(turned, torch.flatten(torch.transpose(halves, 1, 2), 1, 2))

def scaled(self, x: Tensor, count: int, scale: float) -> Tensor:
    # The first ones along the first dimension, where they stand.
    return torch.mul_(torch.narrow(x, 0, 0, count), scale)

def move(self, source: List[Tensor], start: int, count: int, target: List[Tensor], at: int) -> Tensor:
    # Copies cached tokens from one block into another, layer by layer.
    for n in range(len(source)):
        _ = torch.copy_(torch.narrow(target[n], 2, at, count), torch.narrow(source[n], 2, start, count))
    return target[0]
