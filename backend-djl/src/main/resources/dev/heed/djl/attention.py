# Attention in TorchScript: one call, whatever the spec asks for.
# query [batch, heads, queries, headWidth], key [batch, keyValueHeads, keys, headWidth],
# value [batch, keyValueHeads, keys, valueWidth].
# An addend [batch or 1, heads or 1, queries, keys] is added to the scores; -inf in it hides a key.

def angles(self, positions: Tensor, frequencies: Tensor) -> Tensor:
    # In float64: positions may be large. [..., pairs]
    return torch.unsqueeze(torch.to(positions, 7), -1) * frequencies

def rotate(self, x: Tensor, angle: Tensor, interleaved: bool) -> Tensor:
    pairs = torch.size(angle, -1)
    cosines = torch.to(torch.cos(angle), 6)
    sines = torch.to(torch.sin(angle), 6)
    rest = torch.narrow(x, -1, 2 * pairs, torch.size(x, -1) - 2 * pairs)
    if interleaved:
        turning = torch.unflatten(torch.narrow(x, -1, 0, 2 * pairs), -1, [pairs, 2])
        first = torch.select(turning, -1, 0)
        second = torch.select(turning, -1, 1)
        turned = torch.flatten(torch.stack([first * cosines - second * sines, first * sines + second * cosines], -1), -2, -1)
    else:
        first = torch.narrow(x, -1, 0, pairs)
        second = torch.narrow(x, -1, pairs, pairs)
        turned = torch.cat([first * cosines - second * sines, first * sines + second * cosines], -1)
    return torch.cat([turned, rest], -1)

def addend(self, rows: Tensor, keys: int, allowed: List[Tensor], addends: List[Tensor], bias: List[Tensor], firstDistance: int) -> Tensor:
    # rows [batch or 1, queries, 3]: a query's first key, the key after its last, its aligned position.
    # bias [heads, distances]: what a head adds at a distance, from firstDistance on.
    key = torch.arange(keys)
    row = torch.unsqueeze(rows, 1)
    hidden = torch.logical_or(torch.lt(key, torch.narrow(row, -1, 0, 1)), torch.ge(key, torch.narrow(row, -1, 1, 1)))
    for each in allowed:
        hidden = torch.logical_or(hidden, torch.logical_not(each))
    sum = torch.zeros([1, 1, 1, 1])
    for table in bias:
        index = key - torch.narrow(row, -1, 2, 1) - firstDistance
        picked = torch.index_select(table, 1, torch.flatten(index))
        sum = torch.transpose(torch.view(picked, [torch.size(table, 0), torch.size(index, 0), torch.size(index, 2), keys]), 0, 1)
    for each in addends:
        sum = sum + each
    return torch.masked_fill(sum, hidden, -inf)

def unit(self, x: Tensor) -> Tensor:
    # Scaled by the largest number first, so that no square overflows or vanishes.
    largest = torch.amax(torch.abs(x), [-1], True)
    scaled = x / torch.masked_fill(largest, torch.eq(largest, 0), 1)
    length = torch.linalg_vector_norm(scaled, 2, [-1], True)
    return scaled / torch.masked_fill(length, torch.eq(length, 0), 1)

def additiveScores(self, query: Tensor, key: Tensor, parameters: List[Tensor]) -> Tensor:
    fromQuery = torch.matmul(query, torch.transpose(parameters[0], 1, 2)) + torch.unsqueeze(parameters[2], 1)
    fromKey = torch.unsqueeze(torch.matmul(key, torch.transpose(parameters[1], 1, 2)), 2)
    vector = torch.unsqueeze(torch.unsqueeze(parameters[3], -1), 1)
    queries = torch.size(query, 2)
    # By blocks of queries: what is inside the tanh is hiddenWidth times as large as the scores.
    block = max(1, 4194304 // max(1, torch.numel(fromKey)))
    blocks = annotate(List[Tensor], [])
    start = 0
    while start < queries:
        some = torch.narrow(fromQuery, 2, start, min(block, queries - start))
        inside = torch.tanh(torch.unsqueeze(some, 3) + fromKey)
        blocks = torch.append(blocks, torch.squeeze(torch.matmul(inside, vector), -1))
        start = start + block
    return torch.cat(blocks, 2)

def finite(self, x: Tensor) -> bool:
    # A sum that overflows only costs time: the caller takes the careful way.
    return torch.isfinite(float(torch.sum(x)))

def mix(self, weights: Tensor, value: Tensor, hidden: List[Tensor]) -> Tensor:
    # weights x value, in which a hidden NaN or infinity leaves no trace: 0 * NaN would.
    if len(hidden) == 0 or self.finite(value):
        return torch.matmul(weights, value)
    shown = torch.logical_not(hidden[0])
    infinite = torch.to(torch.isinf(value), 6)
    weighing = torch.to(torch.logical_and(shown, torch.gt(weights, 0)), 6)
    undefined = torch.matmul(torch.to(torch.expand_as(shown, weights), 6), torch.to(torch.isnan(value), 6))
    undefined = undefined + torch.matmul(torch.to(torch.logical_and(shown, torch.eq(weights, 0)), 6), infinite)
    up = torch.gt(torch.matmul(weighing, torch.to(torch.eq(value, inf), 6)), 0)
    down = torch.gt(torch.matmul(weighing, torch.to(torch.eq(value, -inf), 6)), 0)
    mixed = torch.matmul(weights, torch.nan_to_num(value, 0., 0., 0.))
    mixed = torch.masked_fill(torch.masked_fill(mixed, up, inf), down, -inf)
    return torch.masked_fill(mixed, torch.logical_or(torch.gt(undefined, 0), torch.logical_and(up, down)), nan)

def composed(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], parameters: List[Tensor], additive: bool, scale: float, cap: float, stage: int) -> List[Tensor]:
    # Output, weights, and the scores of a stage (0 scaled, 1 capped, 2 masked).
    if additive:
        scores = self.additiveScores(query, key, parameters) * scale
    else:
        scores = torch.matmul(query, torch.transpose(key, 2, 3)) * scale
    returned = annotate(List[Tensor], [])
    if stage == 0:
        returned = torch.append(returned, scores)
    if cap > 0:
        scores = torch.tanh(scores / cap) * cap
    if stage == 1:
        returned = torch.append(returned, scores)
    hidden = annotate(List[Tensor], [])
    for each in addend:
        hide = torch.eq(each, -inf)
        hidden = torch.append(hidden, hide)
        scores = torch.masked_fill(scores + each, hide, -inf)
    if stage == 2:
        returned = torch.append(returned, scores)
    weights = torch.softmax(scores, -1)
    for hide in hidden:
        weights = torch.masked_fill(weights, hide, 0)
    return [self.mix(weights, value, hidden), weights] + returned

def fused(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], causal: bool, scale: float) -> Tensor:
    if len(addend) == 0:
        return torch.scaled_dot_product_attention(query, key, value, None, 0., causal, scale=scale)
    mask = addend[0]
    output = torch.scaled_dot_product_attention(query, key, value, mask, 0., False, scale=scale)
    return torch.masked_fill(output, torch.all(torch.eq(mask, -inf), -1, True), 0)

def attend(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], causal: bool, parameters: List[Tensor], score: int, scale: float, cap: float, weights: bool, stage: int, trusted: bool) -> List[Tensor]:
    # score: 0 dot, 1 cosine, 2 bilinear, 3 additive. Causal needs as many queries as keys, and no addend.
    # Trusted: what comes in is finite, or whoever calls finds out later.
    groups = torch.size(query, 1) // torch.size(key, 1)
    if groups > 1:
        key = torch.repeat_interleave(key, groups, 1)
        value = torch.repeat_interleave(value, groups, 1)
    if score == 1:
        query = self.unit(query)
        key = self.unit(key)
    if score == 2:
        key = torch.matmul(key, torch.transpose(parameters[0], 1, 2))
    # The fused kernel hides keys before it scales: -inf times a scale of 0 or below would be seen.
    if not weights and stage < 0 and cap == 0 and score != 3 and scale > 0:
        # The fused kernel lets a hidden NaN leak, and makes 0 of a row whose scores are NaN.
        if trusted or (self.finite(query) and self.finite(key) and self.finite(value)):
            return [self.fused(query, key, value, addend, causal, scale)]
    if causal:
        keys = torch.size(key, 2)
        addend = [torch.triu(torch.full([1, 1, keys, keys], -inf), 1)]
    return self.composed(query, key, value, addend, parameters, score == 3, scale, cap, stage)

def ragged(self, query: Tensor, key: Tensor, value: Tensor, lengths: List[int], parameters: List[Tensor], score: int, scale: float) -> Tensor:
    # Entry by entry, without what is past its lengths (of queries, of keys).
    output = torch.zeros([torch.size(query, 0), torch.size(query, 1), torch.size(query, 2), torch.size(value, 3)])
    for b in range(torch.size(query, 0)):
        queries = lengths[2 * b]
        keys = lengths[2 * b + 1]
        if queries > 0 and keys > 0:
            q = torch.narrow(torch.narrow(query, 0, b, 1), 2, 0, queries)
            k = torch.narrow(torch.narrow(key, 0, b, 1), 2, 0, keys)
            v = torch.narrow(torch.narrow(value, 0, b, 1), 2, 0, keys)
            some = self.attend(q, k, v, annotate(List[Tensor], []), False, parameters, score, scale, 0., False, -1, False)
            _ = torch.copy_(torch.narrow(torch.narrow(output, 0, b, 1), 2, 0, queries), some[0])
    return output

def attention(self, inputs: List[Tensor], rotation: List[Tensor], interleaved: bool, rows: List[Tensor], allowed: List[Tensor], addends: List[Tensor], bias: List[Tensor], firstDistance: int, lengths: List[int], causal: bool, parameters: List[Tensor], score: int, scale: float, cap: float, weights: bool, stage: int) -> List[Tensor]:
    # inputs: query, key, value. rotation: positions of queries, of keys, frequencies; or nothing.
    # rows: see addend; or nothing when no key is hidden, or causal or lengths say which.
    query = inputs[0]
    key = inputs[1]
    value = inputs[2]
    if len(rotation) > 0:
        query = self.rotate(query, torch.unsqueeze(self.angles(rotation[0], rotation[2]), 1), interleaved)
        key = self.rotate(key, torch.unsqueeze(self.angles(rotation[1], rotation[2]), 1), interleaved)
    if len(lengths) > 0:
        return [self.ragged(query, key, value, lengths, parameters, score, scale)]
    addend = annotate(List[Tensor], [])
    for row in rows:
        addend = [self.addend(row, torch.size(key, 2), allowed, addends, bias, firstDistance)]
    results = annotate(List[Tensor], [])
    for each in self.attend(query, key, value, addend, causal, parameters, score, scale, cap, weights, stage, False):
        results = torch.append(results, torch.contiguous(each))
    return results
