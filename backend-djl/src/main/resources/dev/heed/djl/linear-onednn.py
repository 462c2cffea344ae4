# Linear layers by oneDNN: weights packed once, what follows the product fused into it.

def packed(self, weight: Tensor, rows: int) -> Tensor:
    # In the layout that oneDNN prefers for products of so many rows. Others work, more slowly.
    return ops.mkldnn._reorder_linear_weight(weight, rows)

def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")

def linearActivated(self, x: Tensor, weight: Tensor, bias: Tensor, function: int) -> Tensor:
    # 0 relu, 1 gelu, 2 gelu by tanh, 3 silu, 4 logistic
    none = annotate(List[Optional[number]], [])
    if function == 0:
        return ops.mkldnn._linear_pointwise(x, weight, bias, "relu", none, "")
    if function == 1:
        return ops.mkldnn._linear_pointwise(x, weight, bias, "gelu", none, "none")
    if function == 2:
        return ops.mkldnn._linear_pointwise(x, weight, bias, "gelu", none, "tanh")
    if function == 3:
        return ops.mkldnn._linear_pointwise(x, weight, bias, "swish", none, "")
    return ops.mkldnn._linear_pointwise(x, weight, bias, "sigmoid", none, "")

def linearPlus(self, x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, other, weight, bias, "add")
