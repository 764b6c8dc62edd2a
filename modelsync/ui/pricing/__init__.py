"""The Pricing page: findings, the price table, charts."""
