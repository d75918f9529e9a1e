"""The improvement plan: priorities, recommendations, actions, measures, and the findings linked to them."""
