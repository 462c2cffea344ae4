# A Transformer encoder in TorchScript, over packed tokens: the valid tokens of all sequences, one after the other,
# [tokens, width]. Only attention knows sequences: runs of equally long ones, (first token, sequences, length) each.
#
# shape: layers, heads, keyValueHeads, headWidth, pre-norm, rms-norm, final norm, function, gated, score, interleaved,
# positions (0 none, 1 sinusoidal, 2 learned)
# numbers: epsilon, scale, soft cap, scale of embeddings
# outer: token table, position table, segment table, embedding norm (2), final norm (2), rotary frequencies
# inner, for each layer: query-key-value (2), output (2), norm (2), up and gate (2), down (2), norm (2), parameters of the score
# The weight of an RMS norm holds a factor of sqrt(width); it is empty if the linear layers behind it hold it.

def root(self, rms: bool, width: int, epsilon: float) -> Tensor:
    # Of an RMS norm, what norm adds to the length of a row; of a layer norm, nothing.
    if rms:
        return torch.full([1], torch.sqrt(width * epsilon), dtype=6)
    return torch.zeros([0])

def norm(self, x: Tensor, weight: Tensor, bias: Tensor, epsilon: float, root: Tensor) -> Tensor:
    if torch.numel(root) > 0:
        # hypot(length, root) = sqrt(mean of squares + epsilon) * sqrt(width)
        x = x / torch.hypot(torch.linalg_vector_norm(x, 2, [-1], True), root)
        if torch.numel(weight) > 0:
            x = torch.mul_(x, weight)
        if torch.numel(bias) > 0:
            x = torch.add_(x, bias)
        return x
    if torch.numel(bias) == 0:
        return torch.layer_norm(x, [torch.size(x, 1)], weight, None, epsilon)
    return torch.layer_norm(x, [torch.size(x, 1)], weight, bias, epsilon)

def timesInputs(self, weight: Tensor, factors: Tensor) -> Tensor:
    # A linear weight [out, in] that takes in what its inputs are multiplied by [in], where it stands.
    return torch.mul_(weight, factors)

def times(self, x: Tensor, factor: float) -> Tensor:
    return torch.mul_(x, factor)

def embedded(self, ids: Tensor, outer: List[Tensor], scale: float) -> Tensor:
    x = torch.embedding(outer[0], ids)
    if scale != 1.:
        x = torch.mul_(x, scale)
    return x

def rows(self, longest: int, width: int, segments: List[int], outer: List[Tensor], positions: int) -> Tensor:
    # What a token's place adds to it, and segment 0 if that is every token's. [longest, width or 1]
    if positions == 1:
        rows = self.sinusoids(longest, width)
    elif positions == 2:
        rows = torch.narrow(outer[1], 0, 0, longest)
    else:
        rows = torch.zeros([longest, 1])
    if len(segments) == 0 and torch.numel(outer[2]) > 0:
        rows = rows + torch.narrow(outer[2], 0, 0, 1)
    return rows

def placed(self, x: Tensor, runs: List[int], rows: Tensor) -> Tensor:
    # Adds to each token the row of its place in its sequence, where it stands.
    for run in range(len(runs) // 3):
        sequences = runs[3 * run + 1]
        length = runs[3 * run + 2]
        some = torch.narrow(x, 0, runs[3 * run], sequences * length)
        _ = torch.add_(torch.view(some, [sequences, length, torch.size(x, 1)]), torch.narrow(rows, 0, 0, length))
    return x

def sinusoids(self, count: int, width: int) -> Tensor:
    even = torch.to(torch.arange(0, width, 2), 7)
    angle = torch.unsqueeze(torch.to(torch.arange(count), 7), 1) * torch.exp(even * (-9.210340371976184 / width))
    both = torch.flatten(torch.stack([torch.sin(angle), torch.cos(angle)], -1), 1)
    return torch.to(torch.narrow(both, 1, 0, width), 6)

def heads(self, x: Tensor, sequences: int, length: int, first: int, count: int, width: int) -> Tensor:
    # [sequences, count, length, width] of [tokens, all heads * width], without a copy.
    row = torch.size(x, 1)
    start = torch.storage_offset(x) + first * width
    return torch.as_strided(x, [sequences, count, length, width], [length * row, width, row, 1], start)

def joined(self, rows: int, parts: List[Tensor]) -> Tensor:
    # The parts one after the other, and zeros up to that many rows.
    tokens = 0
    for part in parts:
        tokens = tokens + torch.size(part, 0)
    if tokens < rows:
        parts = torch.append(parts, torch.zeros([rows - tokens, torch.size(parts[0], 1)]))
    if len(parts) == 1:
        return parts[0]
    return torch.cat(parts)

def attended(self, projected: Tensor, runs: List[int], addend: List[Tensor], causal: bool, tiles: List[int], ends: List[int], index: Tensor, rows: List[Tensor], patterns: List[Tensor], bias: List[Tensor], firstDistance: int, outer: List[Tensor], parameters: List[Tensor], shape: List[int], numbers: List[float], weights: bool, careful: bool) -> List[Tensor]:
    # The heads joined, [tokens, heads * headWidth], and, if asked for, each run's weights. Careful: not fused.
    count = shape[1]
    keyValues = shape[2]
    width = shape[3]
    parts = annotate(List[Tensor], [])
    returned = annotate(List[Tensor], [])
    for run in range(len(runs) // 3):
        sequences = runs[3 * run + 1]
        length = runs[3 * run + 2]
        some = torch.narrow(projected, 0, runs[3 * run], sequences * length)
        query = self.heads(some, sequences, length, 0, count, width)
        key = self.heads(some, sequences, length, count, keyValues, width)
        value = self.heads(some, sequences, length, count + keyValues, keyValues, width)
        if torch.numel(outer[7]) > 0:
            turning = self.turning(self.angles(torch.arange(length), outer[7]), bool(shape[10]))
            query = self.turn(query, turning, bool(shape[10]))
            key = self.turn(key, turning, bool(shape[10]))
        query, key, value = self.prepared(query, key, value, parameters, shape[9])
        if len(ends) > 0:
            own = tiles[9 * ends[run]:9 * ends[run + 1]]
            result = self.tiled(query, key, value, own, index, rows, patterns, annotate(List[Tensor], []), annotate(List[int], []), annotate(List[Tensor], []), annotate(List[Tensor], []), bias, firstDistance, parameters, shape[9], numbers[1], numbers[2], weights, -1, not careful)
        else:
            cut = annotate(List[Tensor], [])
            for each in addend:
                cut = [torch.narrow(torch.narrow(each, 2, 0, length), 3, 0, length)]
            result = self.attend(query, key, value, cut, causal, parameters, shape[9], numbers[1], numbers[2], weights, -1, not careful)
        parts = torch.append(parts, torch.reshape(torch.transpose(result[0], 1, 2), [sequences * length, count * width]))
        if weights:
            returned = torch.append(returned, result[1])
    return [self.joined(torch.size(projected, 0), parts)] + returned

def attendedPlainly(self, projected: Tensor, runs: List[int], shape: List[int], scale: float) -> Tensor:
    # As attended, for dot products and a softmax and nothing else: the fused kernel without what chooses it.
    count = shape[1]
    width = shape[3]
    parts = annotate(List[Tensor], [])
    for run in range(len(runs) // 3):
        first = runs[3 * run]
        sequences = runs[3 * run + 1]
        length = runs[3 * run + 2]
        row = 3 * count * width
        size = [sequences, count, length, width]
        stride = [length * row, width, row, 1]
        query = torch.as_strided(projected, size, stride, first * row)
        key = torch.as_strided(projected, size, stride, first * row + count * width)
        value = torch.as_strided(projected, size, stride, first * row + 2 * count * width)
        mixed, unused = torch._scaled_dot_product_flash_attention_for_cpu(query, key, value, 0., False, scale=scale)
        parts = torch.append(parts, torch.reshape(torch.transpose(mixed, 1, 2), [sequences * length, count * width]))
    return self.joined(torch.size(projected, 0), parts)

def activated(self, x: Tensor, function: int) -> Tensor:
    # Where it stands. 0 relu, 1 gelu, 2 gelu by tanh, 3 silu, 4 logistic
    if function == 0:
        return torch.relu_(x)
    if function == 1:
        return torch.gelu_(x)
    if function == 2:
        return torch.gelu_(x, approximate="tanh")
    if function == 3:
        return torch.silu_(x)
    return torch.sigmoid_(x)

def inside(self, x: Tensor, seen: int, w: List[Tensor], shape: List[int]) -> Tensor:
    # What a feed-forward block computes before its last projection. [tokens, feedForwardWidth]
    # Of the tokens, only the first ones are ever seen.
    if shape[8] == 1:
        both = self.linear(x, w[6], w[7])
        width = torch.size(both, 1) // 2
        gate = torch.narrow(both, 1, width, width)
        _ = self.activated(torch.narrow(gate, 0, 0, seen), shape[7])
        return torch.mul(gate, torch.narrow(both, 1, 0, width))
    return self.linearActivated(x, w[6], w[7], shape[7])

def fed(self, x: Tensor, residual: Tensor, w: List[Tensor], shape: List[int]) -> Tensor:
    return self.linearPlus(self.inside(x, torch.size(x, 0), w, shape), w[8], w[9], residual)

def layers(self, x: Tensor, runs: List[int], addend: List[Tensor], causal: bool, tiles: List[int], ends: List[int], index: Tensor, rows: List[Tensor], patterns: List[Tensor], bias: List[Tensor], firstDistance: int, outer: List[Tensor], inner: List[Tensor], shape: List[int], numbers: List[float], weights: bool, careful: bool, plain: bool) -> Tuple[List[Tensor], List[Tensor]]:
    # The states before, between and after the layers, and, if asked for, each layer's weights run by run.
    epsilon = numbers[0]
    pre = shape[4] == 1
    root = self.root(shape[5] == 1, torch.size(x, 1), epsilon)
    states = [x]
    returned = annotate(List[Tensor], [])
    size = len(inner) // max(1, shape[0])
    for n in range(shape[0]):
        w = inner[n * size:(n + 1) * size]
        y = x
        if pre:
            y = self.norm(x, w[4], w[5], epsilon, root)
        projected = self.linear(y, w[0], w[1])
        if plain:
            mixed = self.attendedPlainly(projected, runs, shape, numbers[1])
        else:
            attended = self.attended(projected, runs, addend, causal, tiles, ends, index, rows, patterns, bias, firstDistance, outer, w[12:], shape, numbers, weights, careful)
            returned = returned + attended[1:]
            mixed = attended[0]
        y = self.linearPlus(mixed, w[2], w[3], x)
        if pre:
            x = self.fed(self.norm(y, w[10], w[11], epsilon, root), y, w, shape)
        else:
            y = self.norm(y, w[4], w[5], epsilon, root)
            x = self.norm(self.fed(y, y, w, shape), w[10], w[11], epsilon, root)
        states = torch.append(states, x)
    return (states, returned)

def transformer(self, features: List[Tensor], ids: List[int], segments: List[int], runs: List[int], tiles: List[int], ends: List[int], index: Tensor, ranges: List[Tensor], patterns: List[Tensor], bias: List[Tensor], firstDistance: int, causal: bool, outer: List[Tensor], inner: List[Tensor], shape: List[int], numbers: List[float], states: bool, weights: bool, careful: bool, plain: bool) -> List[Tensor]:
    # features: [tokens, width], if there are no ids, of each token. segments: of each token; or nothing, if all are 0.
    # runs: the longest sequences first.
    # tiles, ends: those of each run are from its end on to the next; or nothing, if one addend says what is hidden.
    # index, ranges, patterns, bias, firstDistance: see tiles; no ranges if nothing is hidden, or if causal.
    # Returns the states, then those between layers, then each layer's weights run by run.
    epsilon = numbers[0]
    longest = runs[2]
    if len(features) == 0:
        x = self.embedded(torch.tensor(ids), outer, numbers[3])
        if len(segments) > 0:
            x = torch.add_(x, torch.embedding(outer[2], torch.tensor(segments)))
    else:
        x = features[0]
    if shape[11] > 0 or (len(segments) == 0 and torch.numel(outer[2]) > 0):
        x = self.placed(x, runs, self.rows(longest, torch.size(x, 1), segments, outer, shape[11]))
    root = self.root(shape[5] == 1, torch.size(x, 1), epsilon)
    if torch.numel(outer[3]) > 0:
        x = self.norm(x, outer[3], outer[4], epsilon, root)
    addend = annotate(List[Tensor], [])
    if len(ends) == 0:
        whole = [0, 1, 0, shape[1], 0, longest, 0, longest, 0]
        for range in ranges:
            addend = [self.addend(whole, index, range, patterns, annotate(List[Tensor], []), annotate(List[int], []), annotate(List[Tensor], []), annotate(List[Tensor], []), bias, firstDistance)]
    between, returned = self.layers(x, runs, addend, causal, tiles, ends, index, ranges, patterns, bias, firstDistance, outer, inner, shape, numbers, weights, careful, plain)
    # The fused attention keeps a NaN from its neighbours, but the residual carries it to the end: look there, once.
    tokens = runs[-3] + runs[-2] * runs[-1]
    if not careful and not self.finite(torch.narrow(between[-1], 0, 0, tokens)):
        between, returned = self.layers(x, runs, addend, causal, tiles, ends, index, ranges, patterns, bias, firstDistance, outer, inner, shape, numbers, weights, True, False)
    x = between[-1]
    if shape[6] == 1:
        x = self.norm(x, outer[5], outer[6], epsilon, root)
    if not states:
        return [x] + returned
    return [x] + between + returned
