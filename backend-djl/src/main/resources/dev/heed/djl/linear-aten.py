# Linear layers where libtorch was built without oneDNN.

def packed(self, weight: Tensor) -> Tensor:
    return weight

def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, weight, bias)

def linearActivated(self, x: Tensor, weight: Tensor, bias: Tensor, function: int) -> Tensor:
    # 0 relu, 1 gelu, 2 gelu by tanh, 3 silu, 4 logistic
    y = torch.linear(x, weight, bias)
    if function == 0:
        return torch.relu_(y)
    if function == 1:
        return torch.gelu(y)
    if function == 2:
        return torch.gelu(y, approximate="tanh")
    if function == 3:
        return torch.silu_(y)
    return torch.sigmoid_(y)

def linearPlus(self, x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
    return torch.add_(torch.linear(x, weight, bias), other)

def linearTimes(self, x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
    return torch.mul_(torch.linear(x, weight, bias), other)
