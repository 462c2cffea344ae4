# A Transformer encoder in TorchScript, over packed tokens: the valid tokens of all sequences, one after the other,
# [tokens, width]. Only attention knows sequences: runs of equally long ones, (first token, sequences, length) each.
#
# shape: layers, heads, keyValueHeads, headWidth, pre-norm, rms-norm, final norm, function, gated, score, interleaved
# numbers: epsilon, scale, soft cap, scale of embeddings
# outer: token table, position table, segment table, embedding norm (2), final norm (2), rotary frequencies
# inner, for each layer: query-key-value (2), output (2), norm (2), up (2), gate (2), down (2), norm (2), parameters of the score

def norm(self, x: Tensor, weight: Tensor, bias: Tensor, rms: bool, epsilon: float) -> Tensor:
    if rms:
        return x * torch.rsqrt(torch.mean(x * x, [-1], True) + epsilon) * weight + bias
    return torch.layer_norm(x, [torch.size(x, 1)], weight, bias, epsilon)

def embedded(self, ids: Tensor, segments: List[Tensor], outer: List[Tensor], shape: List[int], numbers: List[float]) -> Tensor:
    x = torch.embedding(outer[0], ids)
    if numbers[3] != 1.:
        x = torch.mul_(x, numbers[3])
    for each in segments:
        x = torch.add_(x, torch.embedding(outer[2], each))
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

def attended(self, projected: Tensor, runs: List[int], addend: List[Tensor], causal: bool, outer: List[Tensor], parameters: List[Tensor], shape: List[int], numbers: List[float], weights: bool, careful: bool) -> List[Tensor]:
    # The heads joined, [tokens, heads * headWidth], and, if asked for, each run's weights. Careful: not fused.
    count = shape[1]
    keyValues = shape[2]
    width = shape[3]
    joined = annotate(List[Tensor], [])
    returned = annotate(List[Tensor], [])
    for run in range(len(runs) // 3):
        sequences = runs[3 * run + 1]
        length = runs[3 * run + 2]
        some = torch.narrow(projected, 0, runs[3 * run], sequences * length)
        query = self.heads(some, sequences, length, 0, count, width)
        key = self.heads(some, sequences, length, count, keyValues, width)
        value = self.heads(some, sequences, length, count + keyValues, keyValues, width)
        if torch.numel(outer[7]) > 0:
            angle = self.angles(torch.arange(length), outer[7])
            query = self.rotate(query, angle, bool(shape[10]))
            key = self.rotate(key, angle, bool(shape[10]))
        cut = annotate(List[Tensor], [])
        for each in addend:
            cut = [torch.narrow(torch.narrow(each, 2, 0, length), 3, 0, length)]
        result = self.attend(query, key, value, cut, causal, parameters, shape[9], numbers[1], numbers[2], weights or careful, -1, True)
        joined = torch.append(joined, torch.reshape(torch.transpose(result[0], 1, 2), [sequences * length, count * width]))
        if weights:
            returned = torch.append(returned, result[1])
    unused = torch.size(projected, 0) - (runs[-3] + runs[-2] * runs[-1])
    if unused > 0:
        joined = torch.append(joined, torch.zeros([unused, count * width]))
    if len(joined) == 1:
        return joined + returned
    return [torch.cat(joined)] + returned

def fed(self, x: Tensor, residual: Tensor, w: List[Tensor], shape: List[int]) -> Tensor:
    if shape[8] == 1:
        inside = self.linearTimes(x, w[6], w[7], self.linearActivated(x, w[8], w[9], shape[7]))
    else:
        inside = self.linearActivated(x, w[6], w[7], shape[7])
    return self.linearPlus(inside, w[10], w[11], residual)

def layers(self, x: Tensor, runs: List[int], addend: List[Tensor], causal: bool, outer: List[Tensor], inner: List[Tensor], shape: List[int], numbers: List[float], weights: bool, careful: bool) -> Tuple[List[Tensor], List[Tensor]]:
    # The states before, between and after the layers, and, if asked for, each layer's weights run by run.
    epsilon = numbers[0]
    pre = shape[4] == 1
    rms = shape[5] == 1
    states = [x]
    returned = annotate(List[Tensor], [])
    size = len(inner) // max(1, shape[0])
    for n in range(shape[0]):
        w = inner[n * size:(n + 1) * size]
        y = x
        if pre:
            y = self.norm(x, w[4], w[5], rms, epsilon)
        attended = self.attended(self.linear(y, w[0], w[1]), runs, addend, causal, outer, w[14:], shape, numbers, weights, careful)
        returned = returned + attended[1:]
        y = self.linearPlus(attended[0], w[2], w[3], x)
        if pre:
            x = self.fed(self.norm(y, w[12], w[13], rms, epsilon), y, w, shape)
        else:
            y = self.norm(y, w[4], w[5], rms, epsilon)
            x = self.norm(self.fed(y, y, w, shape), w[12], w[13], rms, epsilon)
        states = torch.append(states, x)
    return (states, returned)

def transformer(self, input: Tensor, places: List[Tensor], segments: List[Tensor], runs: List[int], longest: int, rows: List[Tensor], bias: List[Tensor], firstDistance: int, causal: bool, outer: List[Tensor], inner: List[Tensor], shape: List[int], numbers: List[float], states: bool, weights: bool, careful: bool) -> List[Tensor]:
    # input: ids [tokens] or features [tokens, width]. places: the row of each token in the position table; or nothing.
    # Returns the states, then those between layers, then each layer's weights run by run.
    epsilon = numbers[0]
    rms = shape[5] == 1
    if torch.dim(input) == 1:
        x = self.embedded(input, segments, outer, shape, numbers)
    else:
        x = input
    for each in places:
        table = outer[1]
        if torch.numel(table) == 0:
            table = self.sinusoids(longest, torch.size(x, 1))
        x = x + torch.embedding(table, each)
    if torch.numel(outer[3]) > 0:
        x = self.norm(x, outer[3], outer[4], rms, epsilon)
    addend = annotate(List[Tensor], [])
    for row in rows:
        addend = [self.addend(row, longest, annotate(List[Tensor], []), annotate(List[Tensor], []), bias, firstDistance)]
    between, returned = self.layers(x, runs, addend, causal, outer, inner, shape, numbers, weights, careful)
    # The fused attention keeps a NaN from its neighbours, but the residual carries it to the end: look there, once.
    tokens = runs[-3] + runs[-2] * runs[-1]
    if not careful and not self.finite(torch.narrow(between[-1], 0, 0, tokens)):
        between, returned = self.layers(x, runs, addend, causal, outer, inner, shape, numbers, weights, True)
    x = between[-1]
    if shape[6] == 1:
        x = self.norm(x, outer[5], outer[6], rms, epsilon)
    if not states:
        return [x] + returned
    return [x] + between + returned
