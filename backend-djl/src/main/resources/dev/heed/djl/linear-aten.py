# Linear layers where libtorch was built without oneDNN.

def packed(self, weight: Tensor, rows: int) -> Tensor:
    return weight

def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, weight, bias)

def linearActivated(self, x: Tensor, weight: Tensor, bias: Tensor, function: int) -> Tensor:
    return self.activated(torch.linear(x, weight, bias), function)

def linearPlus(self, x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
    return torch.add_(torch.linear(x, weight, bias), other)
