# Attention in TorchScript: one call, whatever the spec asks for.
# query [batch, heads, queries, headWidth], key [batch, keyValueHeads, keys, headWidth],
# value [batch, keyValueHeads, keys, valueWidth].
# An addend [batch or 1, heads or 1, queries, keys] is added to the scores; -inf in it hides a key.

def angles(self, positions: Tensor, frequencies: Tensor) -> Tensor:
    # In float64: positions may be large. [..., pairs]
    return torch.unsqueeze(torch.to(positions, 7), -1) * frequencies

def turning(self, angle: Tensor, interleaved: bool) -> List[Tensor]:
    # What pairs are turned by: complex numbers, [..., pairs]; or for each number the cosine, and the sine with its sign,
    # [..., 2 * pairs].
    cosines = torch.to(torch.cos(angle), 6)
    sines = torch.to(torch.sin(angle), 6)
    if interleaved:
        return [torch.complex(cosines, sines)]
    return [torch.cat([cosines, cosines], -1), torch.cat([torch.neg(sines), sines], -1)]

def turn(self, x: Tensor, turning: List[Tensor], interleaved: bool) -> Tensor:
    # Where it stands.
    if interleaved:
        count = torch.size(turning[0], -1)
        pairs = torch.unflatten(torch.narrow(x, -1, 0, 2 * count), -1, [count, 2])
        if torch.size(x, -1) % 2 == 0 and torch.storage_offset(x) % 2 == 0:
            _ = torch.mul_(torch.view_as_complex(pairs), turning[0])
        else:
            turned = torch.view_as_complex(torch.contiguous(pairs)) * turning[0]
            _ = torch.copy_(pairs, torch.view_as_real(turned))
        return x
    count = torch.size(turning[0], -1)
    pairs = torch.narrow(x, -1, 0, count)
    partners = torch.roll(pairs, [count // 2], [-1])
    _ = torch.addcmul_(torch.mul_(pairs, turning[0]), partners, turning[1])
    return x

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

def moderate(self, query: Tensor, key: Tensor, scale: float) -> bool:
    # Whether no score can overflow: none is larger than the product of the norms. Not where anything is NaN.
    return self.length(query) * self.length(key) * abs(scale) < 1.e37

def length(self, x: Tensor) -> float:
    # Of all numbers together; by rows first, which takes a third of the time.
    return float(torch.linalg_vector_norm(torch.linalg_vector_norm(x, 2, [-1])))

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

def composed(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], parameters: List[Tensor], additive: bool, scale: float, cap: float, returnWeights: bool, stage: int, careful: bool) -> List[Tensor]:
    # Output, the weights if asked for, and the scores of a stage if asked for (0 scaled, 1 capped, 2 masked).
    # Careful: in float64, whose scores do not overflow; and a score that is -inf hides its key, as an addend would.
    if careful and not additive:
        query = torch.to(query, 7)
        key = torch.to(key, 7)
    if additive:
        scores = self.additiveScores(query, key, parameters) * scale
    else:
        scores = torch.matmul(query, torch.transpose(key, 2, 3)) * scale
    returned = annotate(List[Tensor], [])
    if stage == 0:
        returned = torch.append(returned, torch.to(scores, 6))
    if cap > 0:
        scores = torch.tanh(scores / cap) * cap
    if stage == 1:
        returned = torch.append(returned, torch.to(scores, 6))
    hidden = annotate(List[Tensor], [])
    for each in addend:
        hide = torch.eq(each, -inf)
        hidden = torch.append(hidden, hide)
        scores = torch.masked_fill(scores + each, hide, -inf)
    if stage == 2:
        returned = torch.append(returned, torch.to(scores, 6))
    if careful:
        hidden = [torch.eq(scores, -inf)]
    weights = torch.softmax(scores, -1)
    for hide in hidden:
        weights = torch.masked_fill(weights, hide, 0)
    weights = torch.to(weights, 6)
    mixed = [self.mix(weights, value, hidden)]
    if returnWeights:
        mixed = torch.append(mixed, weights)
    return mixed + returned

def fused(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], causal: bool, scale: float) -> Tensor:
    # The kernel wants values as wide as keys.
    width = torch.size(value, 3)
    missing = width - torch.size(key, 3)
    if missing < 0:
        value = torch.constant_pad_nd(value, [0, 0 - missing])
    if missing > 0:
        query = torch.constant_pad_nd(query, [0, missing])
        key = torch.constant_pad_nd(key, [0, missing])
    if len(addend) == 0:
        output = torch.scaled_dot_product_attention(query, key, value, None, 0., causal, scale=scale)
    else:
        mask = addend[0]
        output = torch.scaled_dot_product_attention(query, key, value, mask, 0., False, scale=scale)
        output = torch.masked_fill(output, torch.all(torch.eq(mask, -inf), -1, True), 0)
    return torch.narrow(output, 3, 0, width)

def stepwise(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], causal: bool, parameters: List[Tensor], additive: bool, scale: float, cap: float, weights: bool, stage: int, careful: bool) -> List[Tensor]:
    # As composed, by blocks of queries, so that only what is returned ever is as large as queries times keys.
    queries = torch.size(query, 2)
    keys = torch.size(key, 2)
    block = max(64, 1048576 // max(1, torch.size(query, 0) * torch.size(query, 1) * keys))
    blocks = annotate(List[List[Tensor]], [])
    # The last block first: it is the largest, and the others fit into memory that it leaves behind.
    start = (queries - 1) // block * block
    while start >= 0:
        count = min(block, queries - start)
        seen = keys
        own = annotate(List[Tensor], [])
        if causal:
            if not weights and stage < 0:
                seen = start + count
            own = [torch.triu(torch.full([1, 1, count, seen], -inf), 1 + start)]
        for each in addend:
            own = [torch.narrow(each, 2, start, count)]
        some = self.composed(torch.narrow(query, 2, start, count), torch.narrow(key, 2, 0, seen), torch.narrow(value, 2, 0, seen), own, parameters, additive, scale, cap, weights, stage, careful)
        blocks = torch.append(blocks, some)
        start = start - block
    if len(blocks) == 1:
        return blocks[0]
    results = annotate(List[Tensor], [])
    for n in range(len(blocks[0])):
        parts = annotate(List[Tensor], [])
        for each in blocks:
            parts = [each[n]] + parts
        results = torch.append(results, torch.cat(parts, 2))
    return results

def shared(self, x: Tensor, groups: int) -> Tensor:
    # The heads of keys or values, once for each query head that reads them.
    if groups == 1:
        return x
    if torch.size(x, 1) == 1:
        return torch.expand(x, [-1, groups, -1, -1])
    return torch.repeat_interleave(x, groups, 1)

def prepared(self, query: Tensor, key: Tensor, value: Tensor, parameters: List[Tensor], score: int) -> Tuple[Tensor, Tensor, Tensor]:
    # Such that what remains are dot products. score: 0 dot, 1 cosine, 2 bilinear, 3 additive.
    if score == 1:
        query = self.unit(query)
        key = self.unit(key)
    if score == 2:
        groups = torch.size(query, 1) // torch.size(key, 1)
        key = torch.matmul(self.shared(key, groups), torch.transpose(parameters[0], 1, 2))
        value = self.shared(value, groups)
    return (query, key, value)

def attend(self, query: Tensor, key: Tensor, value: Tensor, addend: List[Tensor], causal: bool, parameters: List[Tensor], score: int, scale: float, cap: float, weights: bool, stage: int, trusted: bool) -> List[Tensor]:
    # Of what is prepared. Causal needs as many queries as keys, and no addend.
    # Trusted: what comes in is finite and no score overflows, or whoever calls finds out later.
    groups = torch.size(query, 1) // torch.size(key, 1)
    key = self.shared(key, groups)
    value = self.shared(value, groups)
    # The fused kernel hides keys before it scales: -inf times a scale of 0 or below would be seen.
    # It also lets a hidden NaN leak, and makes 0 of a row whose scores are NaN.
    if trusted and not weights and stage < 0 and cap == 0 and score != 3 and scale > 0:
        return [self.fused(query, key, value, addend, causal, scale)]
    return self.stepwise(query, key, value, addend, causal, parameters, score == 3, scale, cap, weights, stage, not trusted)
