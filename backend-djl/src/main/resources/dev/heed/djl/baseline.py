# The engine's own attention and nothing else.

def baseline(self, query: Tensor, key: Tensor, value: Tensor, causal: bool, scale: float, grouped: bool) -> Tensor:
    return torch.scaled_dot_product_attention(query, key, value, None, 0., causal, scale=scale, enable_gqa=grouped)
