"""What those who run Lotse watch it by: traces, a dashboard and alerts."""
